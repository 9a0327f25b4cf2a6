#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/pairing/programmer_side.hpp"
#include "common/shell/tls/channel.hpp"

namespace ipt {

/// A pairing::ProgrammerSide with a socket, a clock and a person at standard input. It waits; it decides nothing.
class PairingTalk {
 public:
  PairingTalk() : io_(1) {}

  /// Connects to a pairing port and says Hello. An error: nobody is there, or it speaks something else.
  std::optional<Error> begin(const Endpoint&, const Identity& own, const std::string& name, const std::string& sni);
  /// Until the digits are known, or it is over.
  void await_digits();
  /// The next line from standard input; nothing at its end, or when the pairing is over before.
  std::optional<std::string> read_line();
  /// Until both sides have confirmed, or it is over.
  void await_end();

  pairing::ProgrammerSide& side() { return *side_; }
  /// What the pump has shown.
  [[nodiscard]] const Digest& fingerprint() const { return fingerprint_; }
  [[nodiscard]] const std::vector<std::string>& uris() const { return uris_; }
  [[nodiscard]] HostTime certificate_ends() const { return certificate_ends_; }

 private:
  std::optional<std::string> shake_hands();
  void run_until(const std::function<bool()>& enough);
  void read();
  void write();

  boost::asio::io_context io_;
  std::unique_ptr<TlsContext> context_;
  std::optional<Channel> channel_;
  std::optional<pairing::ProgrammerSide> side_;
  std::array<char, 4096> incoming_{};
  Digest fingerprint_{};
  std::vector<std::string> uris_;
  HostTime certificate_ends_{};
};

}  // namespace ipt

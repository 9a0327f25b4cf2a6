#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "common/shell/recording.hpp"
#include "common/shell/tls/channel.hpp"
#include "programmer/cli/protection.hpp"
#include "programmer/core/session.hpp"

namespace ipt {

/// A Session with a socket and a clock. It waits; it decides nothing.
class Client {
 public:
  Client() : io_(1) {}

  /// Every frame from now on; it must live as long as this does.
  void record_to(Recorder& recorder) { recorder_ = &recorder; }
  /// An error: the pump cannot be reached, is not the one that is meant, or said no to the Hello. Without protection: in the
  /// clear.
  std::optional<Error> connect(const Endpoint&, const Hello&, const Protection*);
  /// Nothing: no answer came, and whether the request arrived is not known.
  std::optional<Response> ask(Request);
  /// The next event; nothing when the link ended or `until` (host time) has come.
  std::optional<Event> wait_for_event(LinkTime until);
  /// Lets host time pass.
  void pause(Milliseconds);
  /// Waits until that descriptor can be read, while the link goes on living: pings are answered, and with `keep_control` the
  /// lease is renewed. Goes on waiting when the link is gone.
  void wait_to_read(int descriptor, bool keep_control);
  /// The next line from standard input, without its newline, waited for likewise. Nothing at the end of input.
  std::optional<std::string> read_line(bool keep_control);
  void close();

  [[nodiscard]] bool is_open() const { return session_ && session_->is_open(); }
  [[nodiscard]] const Welcome& welcome() const { return session_->welcome(); }
  [[nodiscard]] LinkTime now() const;
  /// Why the link ended, if it did.
  [[nodiscard]] const std::string& ending() const { return ending_; }

 private:
  /// Runs until something happened, or `until`, or `enough` (if given) has become true.
  std::optional<Session::Happening> wait(LinkTime until, const bool* enough = nullptr);
  std::optional<Error> shake_hands(const Endpoint&);
  void read();
  void write();
  void record(FrameDecoder&, std::string_view bytes, bool to_pump);

  boost::asio::io_context io_;
  std::optional<Channel> channel_;
  std::optional<Session> session_;
  Recorder* recorder_ = nullptr;
  FrameDecoder sent_frames_, received_frames_;
  std::array<char, 16'384> incoming_{};
  std::string ending_;
  bool is_cut_off_ = false;  ///< it ended without a Goodbye
};

}  // namespace ipt

#pragma once
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bedside/v1/bedside.pb.h"
#include "common/pairing/pump_side.hpp"
#include "pump_sim/host/anteroom.hpp"
#include "pump_sim/host/server.hpp"

namespace ipt {

/// Where a pump is paired: a port of its own that is open only while the pump is armed, and then for one programmer at a
/// time. The pump shows that it is the pump; who the programmer is, two people decide by six digits. An arming ends after two
/// minutes, three starts, a pairing, or when the pump starts anew.
class PairingPort {
 public:
  static constexpr std::uint32_t most_starts = 3;

  struct Setup {
    std::string host;  ///< where to listen: as for telemetry
    std::string serial;
    Digest spki{};
    Randomness random;
  };
  /// The context is a server's that asks for no certificate.
  PairingPort(Server& server, const TlsContext& context, Setup setup);

  /// The near-field act. An older arming ends. `confirm_any`: nobody compares digits at the pump.
  std::optional<Error> arm(Role role, bool confirm_any);
  void disarm(const std::string& why);
  /// A person at the pump gives the programmer's digits, or none and compares nothing. Wrong ones end that start, which is
  /// an error too.
  std::optional<Error> confirm(std::optional<std::string_view> digits);
  [[nodiscard]] bedside::v1::Arming state() const;

 private:
  /// One start: a programmer that has finished its handshake.
  struct Start {
    Start(std::unique_ptr<Channel> channel_, pairing::PumpSide side_) : channel(std::move(channel_)), side(std::move(side_)) {}
    std::unique_ptr<Channel> channel;
    pairing::PumpSide side;
    std::array<char, 4096> incoming{};
    bool is_shown = false;
  };
  using StartPtr = std::shared_ptr<Start>;

  boost::asio::awaitable<void> accept_all(std::shared_ptr<Listener>);
  void begin(std::unique_ptr<Channel>);
  void read(const StartPtr&);
  void go_on(const StartPtr&);
  void show_digits(const StartPtr&);
  void store(const StartPtr&);
  void finish(const StartPtr&);
  void hang_up(const StartPtr&);
  void discard(const StartPtr&, const std::shared_ptr<boost::asio::steady_timer>&);
  void set_timer();
  [[nodiscard]] std::string who(const Start&) const;

  Server& server_;
  Setup setup_;
  Anteroom anteroom_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Listener> listener_;  ///< open exactly while armed
  LinkTime ends_{};
  bool confirms_any_ = false;
  StartPtr start_;
  bedside::v1::Arming state_;
};

}  // namespace ipt

#pragma once
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "common/shell/tls/channel.hpp"
#include "common/time.hpp"

namespace ipt {

/// Where everybody who connects waits until it is known how they speak and who they are: in the clear, or protected, which
/// the first byte tells. What it costs the pump is bounded: so many at once, so many handshakes a second (the next ones
/// wait for their turn), so many refused ones an hour; and handshakes go on one step at a time, with whoever has a session
/// served between two steps. All of that is bounded twice: for the addresses from which those who are paired came in last,
/// and for all others together, who so keep nobody out that the pump knows.
class Anteroom {
 public:
  struct Limits {  // for known addresses, and the same again for all others
    std::size_t at_once = 64;             ///< beyond, who comes is turned away unheard
    std::size_t handshakes_a_second = 50;
    std::size_t refused_an_hour = 1'000;  ///< the energy that may be used up; who is paired uses none of it
    Milliseconds patience{10'000};        ///< for a handshake
    Milliseconds first_byte{3'000};       ///< for the sign how it speaks
  };
  struct Guests {
    /// A protected one has shown its certificate, and proved its key.
    std::function<void(std::unique_ptr<Channel>, LinkTime since)> let_in;
    /// `why` is for the security log; the channel is shut already.
    std::function<void(const std::string& why)> turned_away;
  };

  Anteroom(boost::asio::any_io_executor executor, const TlsContext& context, std::string protocol, Limits limits, Guests guests)
      : executor_(std::move(executor)), context_(context), protocol_(std::move(protocol)), limits_(limits), guests_(std::move(guests)) {}

  void enter(Stream stream, LinkTime now);
  /// Everybody who still waits is let go.
  void close();
  /// Whoever has that key is not paired any more: where he came from is not known for his sake.
  void forget(const Digest& fingerprint) { known_addresses_.erase(fingerprint); }

 private:
  struct Desk;
  struct Guest {
    Guest(std::unique_ptr<Channel> channel_, std::string address_, Desk& desk_, LinkTime since_)
        : channel(std::move(channel_)), address(std::move(address_)), desk(desk_), since(since_), patience(channel->socket().get_executor()) {}
    std::unique_ptr<Channel> channel;
    std::string address;
    Desk& desk;
    LinkTime since;
    boost::asio::steady_timer patience;
    boost::asio::steady_timer turn{channel->socket().get_executor()};  ///< of its handshake
  };
  using GuestPtr = std::shared_ptr<Guest>;
  /// So many a time, each taking one; filled again as time goes on.
  class Budget {
   public:
    Budget(std::size_t most, Milliseconds in) : most_(most), each_(in / static_cast<std::int64_t>(most)) {}
    /// Takes one, and says from when on it may be used: at once while some are left.
    LinkTime take(LinkTime now);
    [[nodiscard]] bool is_used_up(LinkTime now) const;

   private:
    std::size_t most_;
    Milliseconds each_;
    LinkTime full_at_{};  ///< when nothing would be missing any more
  };

  struct Desk {
    explicit Desk(const Limits& limits) : handshakes(limits.handshakes_a_second, Milliseconds(1'000)), refused(limits.refused_an_hour, Milliseconds(3'600'000)) {}
    std::size_t waiting = 0;
    Budget handshakes;
    Budget refused;
  };

  [[nodiscard]] bool is_known(const std::string& address) const;
  void remember(const Guest&);
  void leave(const GuestPtr&);
  void hear_first_byte(const GuestPtr&);
  void begin_handshake(const GuestPtr&);
  void go_on(const GuestPtr&);
  void step();
  void finish(const GuestPtr&);
  void turn_away(const GuestPtr&, const std::string& why);
  void wait_at_most(const GuestPtr&, Milliseconds);

  boost::asio::any_io_executor executor_;
  const TlsContext& context_;
  std::string protocol_;
  Limits limits_;
  Guests guests_;
  std::set<GuestPtr> waiting_;
  std::deque<GuestPtr> ready_;  ///< whose handshake can go on
  bool is_stepping_ = false;
  Desk strangers_{limits_};
  Desk known_{limits_};
  std::map<Digest, std::string> known_addresses_;  ///< from where each of those paired has come in last, by its fingerprint
};

}  // namespace ipt

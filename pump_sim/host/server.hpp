#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "common/shell/recording.hpp"
#include "common/shell/stream.hpp"
#include "pump_sim/host/anteroom.hpp"
#include "pump_sim/host/clock.hpp"
#include "pump_sim/host/pump.hpp"
#include "pump_sim/host/trust.hpp"

namespace ipt {

/// The pump's sockets, timer and clock: reads bytes, hands them to the device, writes what comes out. It decides
/// nothing. One thread.
class Server {
 public:
  /// What it may not do without: who may come in, and how links are protected.
  struct Door {
    Trust& trust;
    const TlsContext& context;
    bool allows_plaintext = false;  ///< also while there are pairings
  };
  Server(boost::asio::io_context&, Pump&, Door, std::uint32_t speed);

  void listen(Listener);
  /// Lets a programmer in from now on. Its sessions in another role end, and unless plaintext is allowed, all in the clear.
  std::optional<Error> pair(const Pairing&);
  /// Durable, then at once: its sessions end.
  std::optional<Error> revoke(const Digest& fingerprint);
  /// Ends the sessions of a programmer whose pairing is no more.
  void revoked(const Digest& fingerprint);
  Trust& trust() { return door_.trust; }
  void record_to(Recorder recorder) { recorder_.emplace(std::move(recorder)); }
  /// Whether every frame so far was recorded, if any was to be.
  [[nodiscard]] bool is_recorded() const { return !recorder_ || recorder_->is_whole(); }
  /// Called after anything has happened: the bedside looks whether what it waits for has come.
  void on_change(std::function<void()> look) { look_ = std::move(look); }
  /// Sets the timer for what the pump does by itself.
  void start() { deliver(); }
  /// Says Goodbye to everybody and stops listening; the io_context runs dry once that is written.
  void shut_down();

  Pump& pump() { return pump_; }
  WorldClock& clock() { return clock_; }
  boost::asio::io_context& io() { return io_; }
  [[nodiscard]] LinkTime link_now() const;
  /// Brings the pump to the present. Before anything is asked of it.
  void catch_up() { catch_up(link_now()); }
  /// Writes what the device has to say, and sets the timer. After anything was asked of it.
  void deliver() { deliver(link_now()); }

 private:
  struct Connection {
    explicit Connection(std::unique_ptr<Channel> channel_) : channel(std::move(channel_)), patience(channel->socket().get_executor()) {}
    std::unique_ptr<Channel> channel;
    boost::asio::steady_timer patience;  ///< once its session is over
    LinkId link = 0;
    std::string writing;
    std::string waiting;
    bool closing = false;
    FrameDecoder heard;  ///< only for a recording
  };
  using ConnectionPtr = std::shared_ptr<Connection>;

  void catch_up(LinkTime now);
  void deliver(LinkTime now);
  boost::asio::awaitable<void> accept_all(std::shared_ptr<Listener>);
  void welcome(std::unique_ptr<Channel>, LinkTime since);
  void turn_away_plaintext(std::unique_ptr<Channel>, const std::string& why);
  void read(const ConnectionPtr&);
  void write(const ConnectionPtr&);
  void write_on(const ConnectionPtr&);
  void drop(const ConnectionPtr&);
  void hang_up(const ConnectionPtr&);
  void see_off(const ConnectionPtr&);
  void discard(const ConnectionPtr&);
  void set_timer();
  void on_timer();
  void record(FrameDecoder&, std::string_view bytes, bool to_pump);

  boost::asio::io_context& io_;
  Pump& pump_;
  Door door_;
  Anteroom anteroom_;
  WorldClock clock_;
  boost::asio::steady_timer timer_;
  LinkTime timer_at_ = no_deadline;
  std::vector<std::shared_ptr<Listener>> listeners_;
  std::unordered_map<LinkId, ConnectionPtr> connections_;
  std::array<char, 16'384> incoming_{};  ///< one for all: what is read is taken at once
  std::optional<Recorder> recorder_;
  std::function<void()> look_;
  std::size_t lingering_ = 0;  ///< told Goodbye, and not gone yet
  bool shutting_down_ = false;
};

}  // namespace ipt

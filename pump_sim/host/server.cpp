#include "pump_sim/host/server.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "common/shell/terminal.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A peer that does not read: beyond this its connection is dropped.
constexpr std::size_t most_unwritten = 1'024 * 1'024;

/// How many that were told Goodbye are given a moment to read it: beyond, they are let go at once.
constexpr std::size_t most_lingering = 64;

}  // namespace

Server::Server(asio::io_context& io, Pump& pump, Door door, std::uint32_t speed)
    : io_(io), pump_(pump), door_(door),
      anteroom_(io.get_executor(), door.context, telemetry_protocol, {},
                {[this](std::unique_ptr<Channel> channel, LinkTime since) { welcome(std::move(channel), since); },
                 [this](const std::string& why) { door_.trust.note_stranger(why, link_now()); }}),
      clock_(pump.now(), link_now(), speed), timer_(io) {}

LinkTime Server::link_now() const {
  return LinkTime(std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch()));
}

void Server::catch_up(LinkTime now) { pump_.bring_to(clock_.at(now)); }

void Server::listen(Listener listener) {
  listeners_.push_back(std::make_shared<Listener>(std::move(listener)));
  asio::co_spawn(io_, accept_all(listeners_.back()), asio::detached);
}

asio::awaitable<void> Server::accept_all(std::shared_ptr<Listener> listener) {
  while (listener->is_open()) {
    auto stream = co_await listener->accept();
    if (stream) {
      anteroom_.enter(*std::move(stream), link_now());
    } else if (listener->is_open()) {  // too many files: wait a moment, the others go on
      asio::steady_timer pause(io_, std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::use_awaitable);
    }
  }
}

void Server::welcome(std::unique_ptr<Channel> channel, LinkTime since) {
  if (shutting_down_) return channel->close();
  std::optional<Caller> caller;
  if (channel->is_protected()) {
    const X509& shown = *peer_certificate(channel->session());
    const Pairing* pairing = door_.trust.find(fingerprint_of(shown));
    if (pairing == nullptr) return channel->close();  // revoked since its certificate was judged
    const auto left = std::chrono::floor<std::chrono::days>(end_of(shown) - std::chrono::system_clock::now());
    caller = {identity_of(pairing->fingerprint), pairing->role, left > renewed_before_end ? std::string() : fmt::format("its certificate ends in {} days, and then it is not let in", left.count())};
  } else if (foreign_peer(channel->socket())) {
    return turn_away_plaintext(std::move(channel), "plaintext is for this machine and this user only");
  } else if (!door_.allows_plaintext && door_.trust.was_ever_paired()) {
    return turn_away_plaintext(std::move(channel), "this pump is paired, or was: it speaks on protected links only");
  }
  auto connection = std::make_shared<Connection>(std::move(channel));
  connection->heard.set_limit(frame_limit);
  catch_up();
  connection->link = pump_.device().connected(link_now(), since, std::move(caller));
  connections_.emplace(connection->link, connection);
  read(connection);
  deliver();
}

void Server::turn_away_plaintext(std::unique_ptr<Channel> channel, const std::string& why) {
  door_.trust.note_stranger(why, link_now());
  Link stranger(Link::Side::pump, link_now(), Timeouts{}.hello);
  stranger.close(GoodbyeReason::insecure, why);
  const auto connection = std::make_shared<Connection>(std::move(channel));
  connection->closing = true;
  connection->waiting = stranger.take_output();
  write(connection);
  see_off(connection);
}

std::optional<Error> Server::pair(const Pairing& pairing) {
  const Pairing* const before = door_.trust.find(pairing.fingerprint);
  const bool changes_role = before != nullptr && before->role != pairing.role;
  if (auto error = door_.trust.add(pairing)) return error;
  if (changes_role) revoked(pairing.fingerprint);
  if (!door_.allows_plaintext) {
    pump_.device().end_plaintext();
    deliver();
  }
  return {};
}

std::optional<Error> Server::revoke(const Digest& fingerprint) {
  if (auto error = door_.trust.revoke(fingerprint)) return error;
  revoked(fingerprint);
  return {};
}

void Server::revoked(const Digest& fingerprint) {
  anteroom_.forget(fingerprint);
  pump_.device().revoke(identity_of(fingerprint));
  deliver();
}

void Server::read(const ConnectionPtr& connection) {
  connection->channel->async_read_some(incoming_, [this, connection](error_code error, std::size_t size) {
    if (connection->closing) return;  // a Goodbye is on its way
    if (error) {
      connections_.erase(connection->link);
      catch_up();
      pump_.device().disconnected(connection->link);
      return deliver();
    }
    const std::string_view bytes(incoming_.data(), size);
    if (recorder_) record(connection->heard, bytes, true);
    const LinkTime now = link_now();
    catch_up(now);
    pump_.device().receive(connection->link, bytes, now);
    deliver(now);
    if (!connection->closing) read(connection);
  });
}

void Server::deliver(LinkTime now) {
  for (auto& output : pump_.take_output(clock_.a_second(pump_.now()))) {
    if (auto* send = std::get_if<Send>(&output)) {
      const auto found = connections_.find(send->link);
      if (found == connections_.end()) continue;
      if (recorder_) {
        FrameDecoder frames;
        record(frames, send->bytes, false);
      }
      pump_.crash().work_for(send->request);
      pump_.crash().pass(CrashPoint::before_send);
      found->second->waiting += send->bytes;
      write(found->second);
      pump_.crash().pass(CrashPoint::after_send);
    } else if (const auto* close = std::get_if<Close>(&output)) {
      const auto found = connections_.find(close->link);
      if (found == connections_.end()) continue;
      const ConnectionPtr connection = found->second;
      connections_.erase(found);
      connection->closing = true;
      if (close->cut) drop(connection);
      else see_off(connection);
    }
  }
  clock_.set_controlled(pump_.device().is_controlled(), now);
  set_timer();
  if (look_) look_();
}

void Server::write(const ConnectionPtr& connection) {
  if (!connection->writing.empty()) {
    if (connection->waiting.size() <= most_unwritten || connection->closing) return;
    const LinkId link = connection->link;
    connection->closing = true;
    drop(connection);
    connections_.erase(link);
    asio::post(io_, [this, link] {
      pump_.device().disconnected(link);
      deliver();
    });
    return;
  }
  // Most answers fit the socket at once.
  error_code error;
  const std::size_t written = connection->channel->write_some(connection->waiting, error);
  if (error && error != asio::error::would_block) return drop(connection);
  if (!error && written == connection->waiting.size()) return connection->waiting.clear();  // and keeps its room for the next
  connection->writing = std::exchange(connection->waiting, {});
  connection->writing.erase(0, written);  // on a protected link a part may be gone even where the rest would block
  write_on(connection);
}

void Server::write_on(const ConnectionPtr& connection) {
  connection->channel->async_write(connection->writing, [this, connection](error_code error) {
    if (error) return drop(connection);
    connection->writing = std::exchange(connection->waiting, {});
    if (!connection->writing.empty()) return write_on(connection);
    if (connection->closing) hang_up(connection);
  });
}

void Server::drop(const ConnectionPtr& connection) { connection->channel->close(); }

/// Its session is over. What is still to be written to it, and what it still sends, is given a moment: closing at once
/// could take the Goodbye from it before it is read, and one that reads nothing would else be held for ever.
void Server::see_off(const ConnectionPtr& connection) {
  if (lingering_ >= most_lingering) {
    connection->channel->shut_down_sending();
    return drop(connection);
  }
  ++lingering_;
  connection->patience.expires_after(std::chrono::seconds(1));
  connection->patience.async_wait([this, connection](error_code) {
    --lingering_;
    drop(connection);
  });
  if (connection->writing.empty() && connection->waiting.empty()) hang_up(connection);
}

/// All is written: what the peer still sends is read and thrown away.
void Server::hang_up(const ConnectionPtr& connection) {
  connection->channel->shut_down_sending();
  discard(connection);
}

void Server::discard(const ConnectionPtr& connection) {
  connection->channel->async_read_some(incoming_, [this, connection](error_code error, std::size_t) {
    if (error) connection->patience.cancel();
    else discard(connection);
  });
}

/// A timer is moved only to an earlier instant: after traffic the old one fires in vain, which is cheaper.
void Server::set_timer() {
  const LinkTime due = std::min(pump_.device().link_deadline(), clock_.when(pump_.next_event()));
  if (due >= timer_at_ || shutting_down_) return;
  timer_at_ = due;
  timer_.expires_at(std::chrono::steady_clock::time_point(due.time_since_epoch()));
  timer_.async_wait([this](error_code error) {
    if (!error) on_timer();
  });
}

void Server::on_timer() {
  timer_at_ = no_deadline;
  catch_up();
  pump_.device().advance(link_now());
  deliver();
}

void Server::record(FrameDecoder& frames, std::string_view bytes, bool to_pump) {
  frames.set_limit(frame_limit);
  frames.append(bytes);
  while (const auto payload = frames.next()) {
    if (auto error = recorder_->write(to_pump, link_now(), *payload)) print_error("pump-sim", error->text);
  }
}

void Server::shut_down() {
  shutting_down_ = true;
  for (auto& listener : listeners_) listener->close();
  anteroom_.close();
  timer_.cancel();
  pump_.device().close_all(GoodbyeReason::shutting_down, "the pump's process ends");
  deliver();
}

}  // namespace ipt

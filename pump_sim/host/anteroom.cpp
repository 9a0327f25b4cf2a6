#include "pump_sim/host/anteroom.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstring>
#include <utility>

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A TLS record that holds a handshake begins with it; a frame of the protocol never does, being 4 KiB at most here.
constexpr unsigned char tls_handshake = 0x16;

/// Of the one at the other end, port left out; empty for a Unix socket.
std::string address_of(const Stream& stream) {
  error_code error;
  const auto peer = stream.remote_endpoint(error);
  if (error || (peer.protocol().family() != AF_INET && peer.protocol().family() != AF_INET6)) return {};
  asio::ip::tcp::endpoint tcp;
  std::memcpy(tcp.data(), peer.data(), std::min(peer.size(), tcp.capacity()));
  return tcp.address().to_string();
}

LinkTime time_now() { return LinkTime(std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch())); }

}  // namespace

bool Anteroom::Budget::is_used_up(LinkTime now) const { return full_at_ - now > each_ * static_cast<std::int64_t>(most_ - 1); }

LinkTime Anteroom::Budget::take(LinkTime now) {
  full_at_ = std::max(full_at_, now) + each_;
  return std::max(now, full_at_ - each_ * static_cast<std::int64_t>(most_));
}

void Anteroom::enter(Stream stream, LinkTime now) {
  auto address = address_of(stream);
  Desk& desk = is_known(address) ? known_ : strangers_;
  const auto guest = std::make_shared<Guest>(std::make_unique<Channel>(std::move(stream)), std::move(address), desk, now);
  if (desk.waiting >= limits_.at_once) {
    guest->channel->close();
    return guests_.turned_away("as many connections as may wait at once");
  }
  waiting_.insert(guest);
  ++desk.waiting;
  wait_at_most(guest, limits_.first_byte);
  hear_first_byte(guest);
}

bool Anteroom::is_known(const std::string& address) const { return std::ranges::any_of(known_addresses_, [&](const auto& known) { return known.second == address; }); }

void Anteroom::remember(const Guest& guest) {
  const X509* const shown = peer_certificate(guest.channel->session());
  if (shown != nullptr) known_addresses_[fingerprint_of(*shown)] = guest.address;  // who pairs shows none
}

void Anteroom::leave(const GuestPtr& guest) {
  guest->patience.cancel();
  guest->turn.cancel();
  guest->desk.waiting -= waiting_.erase(guest);
}

void Anteroom::wait_at_most(const GuestPtr& guest, Milliseconds patience) {
  guest->patience.expires_after(patience);
  guest->patience.async_wait([this, guest](error_code cancelled) {
    if (cancelled || !waiting_.contains(guest)) return;
    if (guest->channel->is_protected()) return turn_away(guest, "it did not finish its handshake in time");
    finish(guest);  // silent so far: in the clear, it is told that it is too late
  });
}

void Anteroom::hear_first_byte(const GuestPtr& guest) {
  guest->channel->socket().async_wait(asio::socket_base::wait_read, [this, guest](error_code error) {
    if (!waiting_.contains(guest)) return;
    unsigned char first = 0;
    const ssize_t size = error ? 0 : ::recv(guest->channel->socket().native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (size <= 0) {  // it has gone; nobody was refused
      guest->channel->close();
      leave(guest);
    } else if (first == tls_handshake) {
      begin_handshake(guest);
    } else {
      finish(guest);
    }
  });
}

void Anteroom::begin_handshake(const GuestPtr& guest) {
  const LinkTime now = time_now();
  guest->channel = std::make_unique<Channel>(std::move(guest->channel->socket()), context_);
  if (guest->desk.refused.is_used_up(now)) return turn_away(guest, "strangers have used up the energy of this hour");
  wait_at_most(guest, limits_.patience);
  const LinkTime turn = guest->desk.handshakes.take(now);
  if (turn <= now) return go_on(guest);
  guest->turn.expires_after(turn - now);
  guest->turn.async_wait([this, guest](error_code cancelled) {
    if (!cancelled && waiting_.contains(guest)) go_on(guest);
  });
}

void Anteroom::go_on(const GuestPtr& guest) {
  ready_.push_back(guest);
  if (std::exchange(is_stepping_, true)) return;
  asio::post(executor_, [this] { step(); });
}

/// One step of one handshake; whatever else became ready meanwhile comes before the next.
void Anteroom::step() {
  const GuestPtr guest = ready_.front();
  ready_.pop_front();
  if (waiting_.contains(guest)) {
    asio::socket_base::wait_type wait{};
    const error_code error = guest->channel->handshake_some(wait);
    if (!error) {
      if (agreed_protocol(guest->channel->session()) != protocol_) {
        turn_away(guest, "it names no protocol");
      } else {
        remember(*guest);
        finish(guest);
      }
    } else if (error == asio::error::would_block) {
      guest->channel->socket().async_wait(wait, [this, guest](error_code failed) {
        if (!failed && waiting_.contains(guest)) go_on(guest);
      });
    } else {
      turn_away(guest, handshake_fault(guest->channel->session()));
    }
  }
  if (ready_.empty()) is_stepping_ = false;
  else asio::post(executor_, [this] { step(); });
}

void Anteroom::finish(const GuestPtr& guest) {
  leave(guest);
  guest->channel->socket().cancel();
  guests_.let_in(std::move(guest->channel), guest->since);
}

void Anteroom::turn_away(const GuestPtr& guest, const std::string& why) {
  Budget& refused = guest->desk.refused;
  if (const LinkTime now = time_now(); !refused.is_used_up(now)) refused.take(now);
  leave(guest);
  guest->channel->close();
  guests_.turned_away(why);
}

void Anteroom::close() {
  for (const GuestPtr& guest : std::set(waiting_)) {
    leave(guest);
    guest->channel->close();
  }
}

}  // namespace ipt

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <memory>
#include <vector>

#include "common/shell/stream.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using asio::generic::stream_protocol;

/// The addresses that a host of this machine may mean, in the order in which to try them. None for any other host.
std::vector<asio::ip::address> local_addresses(const std::string& host) {
  if (host == "localhost") return {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
  error_code not_an_address;
  const auto address = asio::ip::make_address(host, not_an_address);
  if (not_an_address || !is_this_machine(address)) return {};
  return {address};
}

/// Shared with the timer, whose handler may run after the coroutine has gone on.
struct Attempt {
  explicit Attempt(const asio::any_io_executor& executor) : socket(executor), timer(executor) {}
  Stream socket;
  asio::steady_timer timer;
  bool is_over = false;
  bool is_late = false;
};

Error unreachable(const Endpoint& endpoint, const std::string& why) {
  return {fmt::format("No pump answers at {} ({}), so nothing was asked of it: check that it runs and that this is its "
                      "endpoint.",
                      format_endpoint(endpoint), why)};
}

stream_protocol::endpoint generic(const asio::ip::tcp::endpoint& endpoint) {
  return stream_protocol::endpoint(endpoint.data(), endpoint.size());
}

}  // namespace

asio::awaitable<Result<Stream>> connect_stream(Endpoint endpoint, Milliseconds timeout) {
  const auto executor = co_await asio::this_coro::executor;
  std::vector<stream_protocol::endpoint> targets;
  if (const auto* tcp = std::get_if<TcpEndpoint>(&endpoint)) {
    for (const auto& address : local_addresses(tcp->host))
      targets.push_back(generic(asio::ip::tcp::endpoint(address, tcp->port)));
    if (targets.empty() && tcp->is_protected) {
      asio::ip::tcp::resolver resolver(executor);
      const std::string port = std::to_string(tcp->port);
      const auto as_results = asio::as_tuple(asio::use_awaitable);
      const auto [unknown, found] = co_await resolver.async_resolve(tcp->host, port, as_results);
      if (unknown) co_return unreachable(endpoint, unknown.message());
      for (const auto& entry : found) targets.push_back(generic(entry.endpoint()));
    }
    if (targets.empty()) {
      co_return Error{fmt::format("{} is not on this machine, and doses do not travel unprotected over a network, so "
                                  "nothing was sent: use 127.0.0.1, [::1], localhost or a Unix socket.",
                                  format_endpoint(endpoint))};
    }
  } else {
    const auto& path = std::get<UnixEndpoint>(endpoint).path;
    if (path.size() > longest_unix_path) co_return unreachable(endpoint, "the path is too long for a socket");
    const asio::local::stream_protocol::endpoint local(path);
    targets.emplace_back(local.data(), local.size());
  }

  const auto attempt = std::make_shared<Attempt>(executor);
  attempt->timer.expires_after(timeout);
  attempt->timer.async_wait([attempt](error_code cancelled) {
    if (cancelled || attempt->is_over) return;
    attempt->is_late = true;
    error_code ignored;
    attempt->socket.close(ignored);
  });
  const auto token = asio::as_tuple(asio::use_awaitable);
  error_code error;
  for (const auto& target : targets) {
    error_code ignored;
    attempt->socket.close(ignored);
    attempt->socket.open(target.protocol(), error);
    if (error) continue;
    const auto [connected] = co_await attempt->socket.async_connect(target, token);
    error = connected;
    if (!error || attempt->is_late) break;
  }
  attempt->is_over = true;
  attempt->timer.cancel();
  if (attempt->is_late) co_return unreachable(endpoint, fmt::format("no answer within {} ms", timeout.count()));
  if (error) co_return unreachable(endpoint, error.message());
  const auto* tcp = std::get_if<TcpEndpoint>(&endpoint);
  const bool is_protected = tcp != nullptr && tcp->is_protected;
  if (auto foreign = foreign_peer(attempt->socket); foreign && !is_protected) co_return *foreign;
  if (tcp != nullptr) {
    error_code ignored;
    attempt->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  }
  co_return std::move(attempt->socket);
}

bool is_this_machine(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  return address.is_loopback();
}

std::optional<Error> foreign_peer(Stream& stream) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(stream.native_handle(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return Error{"The peer is gone already, so it cannot be told who it was: connect again."};
  if (address.ss_family == AF_UNIX) {
    ucred peer{};
    size = sizeof peer;
    if (::getsockopt(stream.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid())
      return std::nullopt;
    return Error{fmt::format("The peer runs as user {} and this program as user {}, so they may not speak unprotected: "
                             "run both as one user.",
                             static_cast<long>(peer.uid), static_cast<long>(::geteuid()))};
  }
  asio::ip::tcp::endpoint peer;
  if (address.ss_family != AF_INET && address.ss_family != AF_INET6)
    return Error{"The peer is neither on TCP nor on a Unix socket, so it was refused: use one of these."};
  std::memcpy(peer.data(), &address, size);
  if (is_this_machine(peer.address())) return std::nullopt;
  return Error{fmt::format("The peer {} is not on this machine, so they may not speak unprotected: connect from this "
                           "machine.",
                           peer.address().to_string())};
}

}  // namespace ipt

#pragma once
#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "common/result.hpp"
#include "common/shell/endpoint.hpp"
#include "common/time.hpp"

namespace ipt {

/// A byte stream over TCP (without Nagle's delay) or a Unix socket.
using Stream = boost::asio::generic::stream_protocol::socket;

/// Connects within the timeout, on the coroutine's executor. Plaintext is for one machine: unless the endpoint is a
/// protected one, the host must be a loopback address or `localhost`, and a Unix peer must run as the same user.
boost::asio::awaitable<Result<Stream>> connect_stream(Endpoint endpoint, Milliseconds timeout);

/// A loopback address, also one of IPv4 written as IPv6.
bool is_this_machine(const boost::asio::ip::address& address);

/// Nothing if the one at the other end is on this machine (TCP: its actual address is loopback) and, on a Unix socket,
/// is the same user; otherwise a sentence that says who it is.
std::optional<Error> foreign_peer(Stream& stream);

/// Accepts on one endpoint. A Unix socket's file goes when its listener goes.
class Listener {
 public:
  enum class Reach { this_machine, anybody };
  /// Anybody: at any address, for links that are protected or refused. Else on a loopback address only. Port 0: any free
  /// one, then named by endpoint().
  static Result<Listener> tcp(boost::asio::any_io_executor executor, const std::string& host, std::uint16_t port, Reach reach = Reach::this_machine);
  /// A socket file 0600 in a folder 0700, which is made if need be. A file left by a dead process is replaced, a
  /// living one refused, and anything that is no socket is left alone.
  static Result<Listener> unix_socket(boost::asio::any_io_executor executor, const std::string& path, Reach reach = Reach::this_machine);

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

  /// The next peer; unless anybody may come, of this machine and user. A foreign one is closed and told as an error, after which accepting may
  /// go on; so may it after an error of one connection or of too many open files (wait a moment then: is_busy).
  boost::asio::awaitable<Result<Stream>> accept();
  /// Ends accept() with an error.
  void close();
  [[nodiscard]] bool is_open() const;

 private:
  using Acceptor =
      std::variant<boost::asio::ip::tcp::acceptor, boost::asio::local::stream_protocol::acceptor>;
  struct SocketFile {
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
  };
  struct RemoveSocketFile {
    void operator()(SocketFile* file) const;
  };
  Listener(Acceptor acceptor, Endpoint endpoint) : acceptor_(std::move(acceptor)), endpoint_(std::move(endpoint)) {}

  Acceptor acceptor_;
  Endpoint endpoint_;
  Reach reach_ = Reach::this_machine;
  std::unique_ptr<SocketFile, RemoveSocketFile> file_;
};

}  // namespace ipt

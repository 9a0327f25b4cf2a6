#include "tools/benchmarks/raw_server.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>

namespace ipt {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

const std::string answer = [] {
  std::string bytes(raw_answer_bytes, 'x');
  bytes[0] = bytes[1] = bytes[2] = 0;
  bytes[3] = static_cast<char>(raw_answer_bytes - 4);
  return bytes;
}();

struct Connection : std::enable_shared_from_this<Connection> {
  explicit Connection(tcp::socket socket_) : socket(std::move(socket_)) {}

  void read() {
    socket.async_read_some(asio::buffer(incoming), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return;
      self->unanswered += size;
      self->outgoing.clear();
      for (; self->unanswered >= raw_request_bytes; self->unanswered -= raw_request_bytes) self->outgoing += answer;
      self->write();
    });
  }
  void write() {
    error_code error;
    const std::size_t written = socket.write_some(asio::buffer(outgoing), error);
    if (error && error != asio::error::would_block) return;
    outgoing.erase(0, error ? 0 : written);
    if (outgoing.empty()) return read();
    asio::async_write(socket, asio::buffer(outgoing), [self = shared_from_this()](error_code failed, std::size_t) {
      if (!failed) self->read();
    });
  }

  tcp::socket socket;
  std::array<char, 4'096> incoming{};
  std::string outgoing;
  std::size_t unanswered = 0;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true), error);
      socket.non_blocking(true, error);
      std::make_shared<Connection>(std::move(socket))->read();
    }
    accept(acceptor);
  });
}

}  // namespace

RawServer start_raw_server(std::optional<int> core) {
  asio::io_context io(1);
  tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const std::uint16_t port = acceptor.local_endpoint().port();
  io.notify_fork(asio::io_context::fork_prepare);
  RawServer server{Child(core, [&] {
                     io.notify_fork(asio::io_context::fork_child);
                     accept(acceptor);
                     io.run();
                   }),
                   port};
  io.notify_fork(asio::io_context::fork_parent);
  return server;
}

}  // namespace ipt

// Real sockets of this machine.
#include "common/shell/stream.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

#include "tests/support/as_nobody.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

void rethrow(std::exception_ptr failed) {
  if (failed) std::rethrow_exception(failed);
}

/// Says hello over a fresh connection, both ends in one thread.
std::string heard_over(asio::io_context& io, Listener listener) {
  std::string heard;
  const auto serve = [&]() -> asio::awaitable<void> {
    auto stream = co_await listener.accept();
    REQUIRE_MESSAGE(stream, (stream ? "" : stream.error().text));
    co_await asio::async_write(*stream, asio::buffer("hello", 5), asio::use_awaitable);
  };
  const auto ask = [&]() -> asio::awaitable<void> {
    auto stream = co_await connect_stream(listener.endpoint(), 5s);
    REQUIRE_MESSAGE(stream, (stream ? "" : stream.error().text));
    char bytes[5];
    co_await asio::async_read(*stream, asio::buffer(bytes), asio::use_awaitable);
    heard.assign(bytes, 5);
  };
  asio::co_spawn(io, serve, rethrow);
  asio::co_spawn(io, ask, rethrow);
  io.run();
  return heard;
}

std::string connect_error(const Endpoint& endpoint, Milliseconds timeout = 5s) {
  asio::io_context io;
  std::string text;
  const auto ask = [&]() -> asio::awaitable<void> {
    const auto stream = co_await connect_stream(endpoint, timeout);
    if (!stream) text = stream.error().text;
  };
  asio::co_spawn(io, ask, rethrow);
  io.run();
  return text;
}

bool says(const std::string& text, const std::string& words) {
  CAPTURE(text);
  return text.find(words) != text.npos;
}

}  // namespace

TEST_CASE("bytes go from end to end over TCP and over a Unix socket") {
  asio::io_context io;
  for (const char* host : {"127.0.0.1", "localhost"}) {
    auto listener = Listener::tcp(io.get_executor(), host, 0);
    REQUIRE(listener);
    CHECK(std::get<TcpEndpoint>(listener->endpoint()).port != 0);
    CHECK(heard_over(io, std::move(*listener)) == "hello");
    io.restart();
  }
  TemporaryFolder folder;
  auto listener = Listener::unix_socket(io.get_executor(), folder / "pump.sock");
  REQUIRE(listener);
  CHECK(heard_over(io, std::move(*listener)) == "hello");
}

TEST_CASE("nobody but this machine may listen or be reached without protection") {
  asio::io_context io;
  for (const char* host : {"0.0.0.0", "::", "192.0.2.1", "example.org"})
    CHECK(says(Listener::tcp(io.get_executor(), host, 0).error().text, "no loopback address"));
  CHECK(says(connect_error(TcpEndpoint{"192.0.2.1", 5000}), "not on this machine"));
  CHECK(says(connect_error(TcpEndpoint{"example.org", 5000}), "not on this machine"));
}

TEST_CASE("only loopback addresses are this machine, however they are written") {
  for (const char* address : {"127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"})
    CHECK(is_this_machine(asio::ip::make_address(address)));
  for (const char* address : {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "fe80::1", "::ffff:10.0.0.1"})
    CHECK_FALSE(is_this_machine(asio::ip::make_address(address)));
}

TEST_CASE("another user at the other end of a Unix socket is turned away, and the next one is served") {
  if (::geteuid() != 0) return;  // only root can play the other user
  asio::io_context io;
  TemporaryFolder folder;
  const std::string path = folder / "pump.sock";
  auto listener = Listener::unix_socket(io.get_executor(), path);
  REQUIRE(listener);
  ::chmod(folder.path().c_str(), 0755);  // as if its owner had opened what we made private
  ::chmod(path.c_str(), 0666);
  const int stranger = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path.c_str());
  {
    AsNobody somebody_else;
    REQUIRE(::connect(stranger, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  std::string refused;
  const auto turn_away = [&]() -> asio::awaitable<void> {
    const auto stream = co_await listener->accept();
    refused = stream ? "" : stream.error().text;
  };
  asio::co_spawn(io, turn_away, rethrow);
  io.run();
  CHECK(says(refused, "runs as user 65534"));
  char told[16] = {};
  CHECK(::read(stranger, told, sizeof told) <= 0);
  ::close(stranger);
  io.restart();
  CHECK(heard_over(io, std::move(*listener)) == "hello");
}

TEST_CASE("a port that is taken is refused with what to do") {
  asio::io_context io;
  const auto first = Listener::tcp(io.get_executor(), "127.0.0.1", 0);
  REQUIRE(first);
  const auto second = Listener::tcp(io.get_executor(), "127.0.0.1", std::get<TcpEndpoint>(first->endpoint()).port);
  REQUIRE_FALSE(second);
  CHECK(says(second.error().text, "choose another port"));
}

TEST_CASE("where nobody listens the caller is told at once, and a silent one costs no more than the timeout") {
  TemporaryFolder folder;
  CHECK(says(connect_error(UnixEndpoint{folder / "none.sock"}), "No such file"));
  std::uint16_t free_port = 0;
  {
    asio::io_context io;
    free_port = std::get<TcpEndpoint>(Listener::tcp(io.get_executor(), "127.0.0.1", 0)->endpoint()).port;
  }
  CHECK(says(connect_error(TcpEndpoint{"127.0.0.1", free_port}), "Connection refused"));

  // A listener whose waiting room is full and that never accepts: a further connect waits.
  const int deaf = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(deaf, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(deaf, 0) == 0);
  socklen_t size = sizeof address;
  REQUIRE(::getsockname(deaf, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const int waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  CHECK(says(connect_error(TcpEndpoint{"127.0.0.1", ntohs(address.sin_port)}, 50ms), "no answer within 50 ms"));
  ::close(waiting);
  ::close(deaf);
}

TEST_CASE("a socket file is its owner's alone, in a folder of its owner's alone") {
  asio::io_context io;
  TemporaryFolder folder;
  struct stat status {};
  {
    auto listener = Listener::unix_socket(io.get_executor(), folder / "made" / "pump.sock");
    REQUIRE(listener);
    REQUIRE(::stat((folder / "made" / "pump.sock").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    REQUIRE(::stat((folder / "made").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "made" / "pump.sock"));
  ::chmod((folder / "made").c_str(), 0755);
  CHECK(says(Listener::unix_socket(io.get_executor(), folder / "made" / "pump.sock").error().text, "chmod 700"));
}

TEST_CASE("a dead process's socket file is replaced; a living one's and any other file are left alone") {
  asio::io_context io;
  TemporaryFolder folder;
  const std::string path = folder / "pump.sock";
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path.c_str());
  REQUIRE(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  ::close(dead);
  auto living = Listener::unix_socket(io.get_executor(), path);
  REQUIRE(living);
  CHECK(says(Listener::unix_socket(io.get_executor(), path).error().text, "another process listens"));
  CHECK(std::filesystem::exists(path));
  put_file(folder / "letter", "Dear");
  CHECK(says(Listener::unix_socket(io.get_executor(), folder / "letter").error().text, "no socket"));
  CHECK(bytes_of_file(folder / "letter") == "Dear");
  CHECK(says(Listener::unix_socket(io.get_executor(), folder / std::string(120, 'x')).error().text, "107 bytes"));
}

TEST_CASE("a listener removes only its own socket file") {
  asio::io_context io;
  TemporaryFolder folder;
  const std::string path = folder / "pump.sock";
  auto first = std::make_unique<Result<Listener>>(Listener::unix_socket(io.get_executor(), path));
  std::filesystem::rename(path, folder / "moved.sock");
  auto second = Listener::unix_socket(io.get_executor(), path);
  REQUIRE(second);
  first.reset();
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("writing to a peer that is gone is an error and does not end the process") {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  ::close(ends[1]);
  CHECK(::write(ends[0], "x", 1) == -1);
  ::close(ends[0]);
}

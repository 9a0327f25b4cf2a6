#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/shell/files.hpp"
#include "common/shell/stream.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

Error cannot_listen(const Endpoint& endpoint, const std::string& why, const std::string& todo) {
  return {fmt::format("Cannot listen at {} ({}), so nobody could reach the pump: {}.", format_endpoint(endpoint), why,
                      todo)};
}

enum class Inhabitant { nobody, living, unknown };

/// Whether somebody accepts behind a socket file. A local connect answers at once.
Inhabitant inhabitant(const std::string& path) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return Inhabitant::unknown;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int outcome = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int why = errno;
  ::close(descriptor);
  if (outcome == 0 || why == EAGAIN || why == EINPROGRESS) return Inhabitant::living;
  return why == ECONNREFUSED ? Inhabitant::nobody : Inhabitant::unknown;
}

/// Removes a dead process's socket file. An error if the place is taken.
std::optional<Error> make_room(const Endpoint& endpoint, const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  if (!S_ISSOCK(status.st_mode))
    return cannot_listen(endpoint, "there is a file that is no socket", "move it away, or name another path");
  switch (inhabitant(path)) {
    case Inhabitant::living:
      return cannot_listen(endpoint, "another process listens there", "end it, or name another path");
    case Inhabitant::unknown:
      return cannot_listen(endpoint, "there is a socket of somebody else", "name another path");
    case Inhabitant::nobody:
      break;
  }
  ::unlink(path.c_str());
  return std::nullopt;
}

}  // namespace

Result<Listener> Listener::tcp(asio::any_io_executor executor, const std::string& host, std::uint16_t port, Reach reach) {
  Endpoint asked = TcpEndpoint{host, port};
  error_code error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error && reach == Reach::anybody) return cannot_listen(asked, "that is no address", "give one of this machine's, such as 127.0.0.1");
  if (error || (reach == Reach::this_machine && !address.is_loopback())) {
    return cannot_listen(asked, "that is no loopback address, and the protocol travels unprotected",
                         "use 127.0.0.1 or ::1");
  }
  const asio::ip::tcp::endpoint at(address, port);
  asio::ip::tcp::acceptor acceptor(executor);
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(at, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(asked, error.message(), "choose another port, or 0 for any free one");
  const std::uint16_t bound = acceptor.local_endpoint().port();
  Listener listener(std::move(acceptor), TcpEndpoint{address.to_string(), bound});
  listener.reach_ = reach;
  return listener;
}

Result<Listener> Listener::unix_socket(asio::any_io_executor executor, const std::string& path, Reach reach) {
  const Endpoint at = UnixEndpoint{path};
  if (path.size() > longest_unix_path)
    return cannot_listen(at, fmt::format("a socket's path may have {} bytes", longest_unix_path), "name a shorter one");
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (auto error = make_private_folder(folder)) return *error;
  if (auto error = make_room(at, path)) return *error;
  asio::local::stream_protocol::acceptor acceptor(executor);
  error_code error;
  acceptor.open(asio::local::stream_protocol(), error);
  if (!error) acceptor.bind(asio::local::stream_protocol::endpoint(path), error);
  // Nobody else can enter the folder between these two steps, and nobody is let in before the third.
  if (!error && ::chmod(path.c_str(), 0600) != 0) error.assign(errno, boost::system::system_category());
  struct stat status {};
  if (!error && ::stat(path.c_str(), &status) != 0) error.assign(errno, boost::system::system_category());
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(at, error.message(), "check the folder, or name another path");
  Listener listener(std::move(acceptor), at);
  listener.reach_ = reach;
  listener.file_.reset(new SocketFile{path, status.st_dev, status.st_ino});
  return listener;
}

asio::awaitable<Result<Stream>> Listener::accept() {
  const auto token = asio::as_tuple(asio::use_awaitable);
  std::optional<Stream> stream;
  error_code error;
  if (auto* tcp = std::get_if<asio::ip::tcp::acceptor>(&acceptor_)) {
    auto [failed, socket] = co_await tcp->async_accept(token);
    error = failed;
    if (!error) {
      error_code ignored;
      socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      stream.emplace(std::move(socket));
    }
  } else {
    auto& local = std::get<asio::local::stream_protocol::acceptor>(acceptor_);
    auto [failed, socket] = co_await local.async_accept(token);
    error = failed;
    if (!error) stream.emplace(std::move(socket));
  }
  if (error) {
    co_return Error{fmt::format("Could not let anybody in at {} ({}).", format_endpoint(endpoint_), error.message())};
  }
  if (reach_ == Reach::anybody) co_return std::move(*stream);
  if (auto foreign = foreign_peer(*stream)) co_return *foreign;
  co_return std::move(*stream);
}

void Listener::close() {
  error_code ignored;
  std::visit([&](auto& acceptor) { acceptor.close(ignored); }, acceptor_);
}

bool Listener::is_open() const {
  return std::visit([](const auto& acceptor) { return acceptor.is_open(); }, acceptor_);
}

void Listener::RemoveSocketFile::operator()(SocketFile* file) const {
  // Another process may have put its own there since.
  struct stat status {};
  if (::lstat(file->path.c_str(), &status) == 0 && status.st_dev == file->device && status.st_ino == file->inode)
    ::unlink(file->path.c_str());
  delete file;
}

}  // namespace ipt

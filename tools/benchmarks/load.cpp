#include "tools/benchmarks/load.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "common/check.hpp"
#include "common/shell/tls/metered.hpp"
#include "common/wire.hpp"
#include "tools/benchmarks/raw_server.hpp"

namespace ipt {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number, const char* what) : number_(number) {
    if (number < 0) throw CannotRun(fmt::format("{}: {}", what, std::strerror(errno)));
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

/// A request whose number stands between two fixed parts, behind the length of all after the first four bytes.
///
///   +--------+--------------+----------+--------+
///   | length | before (9)   | seq      | after  |
///   +--------+--------------+----------+--------+
struct Question {
  std::string before, after;
  bool fixed_width = false;  ///< the raw server counts bytes, so its numbers have a fixed width

  std::size_t write(std::uint64_t seq, char* to) const {
    char* at = to + 4;
    at = std::copy(before.begin(), before.end(), at);
    for (std::uint64_t rest = seq; fixed_width ? at < to + raw_request_bytes - after.size() : rest > 0; rest >>= 7) *at++ = static_cast<char>((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
    at = std::copy(after.begin(), after.end(), at);
    const auto length = static_cast<std::size_t>(at - to - 4);
    to[0] = to[1] = to[2] = 0;
    to[3] = static_cast<char>(length);
    return length + 4;
  }
};

struct Connection {
  Descriptor socket;
  TlsSession session;  ///< null: in the clear
  Question request;
  std::uint64_t seq = 1;
  std::array<char, 4'096> incoming{};
  std::size_t received = 0;
  Clock::time_point asked{};
};

Descriptor connect_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "cannot make a socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw CannotRun(fmt::format("cannot connect to port {}: {}", port, std::strerror(errno)));
  const int yes = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

void send_all(Connection& connection, const char* bytes, std::size_t size) {
  std::size_t sent = 0;
  if (connection.session) SSL_write_ex(connection.session.get(), bytes, size, &sent);
  else sent = static_cast<std::size_t>(std::max<ssize_t>(::send(connection.socket.number(), bytes, size, MSG_NOSIGNAL), 0));
  if (sent != size) throw CannotRun("a request did not fit its socket");
}

/// Takes in what is there; true when one whole answer is. It stays in `incoming` until the next request.
bool take_answer(Connection& connection) {
  char* const to = connection.incoming.data() + connection.received;
  const std::size_t room = connection.incoming.size() - connection.received;
  std::size_t size = 0;
  if (connection.session) {
    begin_turn(connection.session.get());
    SSL_read_ex(connection.session.get(), to, room, &size);
  } else {
    size = static_cast<std::size_t>(std::max<ssize_t>(::recv(connection.socket.number(), to, room, 0), 0));
  }
  if (size == 0) throw CannotRun("a peer closed the connection instead of answering");
  connection.received += size;
  if (connection.received < 4) return false;
  const auto* byte = reinterpret_cast<const unsigned char*>(connection.incoming.data());
  return connection.received >= 4 + (static_cast<std::size_t>(byte[2]) << 8 | byte[3]);
}

Envelope last_answer(const Connection& connection) {
  wire::Codec codec;
  auto envelope = codec.decode({connection.incoming.data() + 4, connection.received - 4});
  if (!envelope) throw CannotRun(envelope.error().text);
  return *std::move(envelope);
}

/// Says Hello as an observer, and prepares the request with the session's identity.
void greet(Connection& connection) {
  wire::Codec codec;
  Hello hello;
  hello.client_id = "bench";
  hello.pump_serial = bench_serial;
  std::string frame;
  codec.append_frame({0, 1, 0, hello}, frame);
  send_all(connection, frame.data(), frame.size());
  while (!take_answer(connection)) {
  }
  const Envelope welcome = last_answer(connection);
  if (!std::holds_alternative<Welcome>(welcome.body)) throw CannotRun("the pump did not say Welcome");
  const auto frame_of = [&](std::uint64_t seq) {
    std::string bytes;
    codec.append_frame({welcome.session_id, seq, 0, Request(GetStatus{})}, bytes);
    return bytes;
  };
  const std::string sample = frame_of(1);
  connection.request = {sample.substr(4, 10), sample.substr(15), false};  // tag and session, tag of seq | seq | the rest
  for (const std::uint64_t seq : {1U, 127U, 128U, 16'383U, 16'384U, 2'000'000U}) {
    std::array<char, 64> bytes{};
    IPT_CHECK(std::string(bytes.data(), connection.request.write(seq, bytes.data())) == frame_of(seq));
  }
}

void check_status(const Connection& connection) {
  const Envelope answer = last_answer(connection);
  const auto* response = std::get_if<Response>(&answer.body);
  const bool good = response != nullptr && response->code == Code::ok && std::holds_alternative<Status>(response->answer) && answer.reply_to == connection.seq;
  if (!good) throw CannotRun("the pump's last answer was not the status that was asked for");
}

void ask(Connection& connection) {
  std::array<char, 64> bytes{};
  const std::size_t size = connection.request.write(++connection.seq, bytes.data());
  connection.received = 0;
  connection.asked = Clock::now();
  send_all(connection, bytes.data(), size);
}

Connection connect(std::uint16_t port, const TlsContext* context) {
  Connection connection{connect_to(port), {}, {std::string(6, 'q'), "", true}};
  if (context == nullptr) return connection;
  connection.session = context->session(connection.socket.number());
  if (SSL_do_handshake(connection.session.get()) != 1) throw CannotRun("the handshake failed: " + handshake_fault(connection.session.get()));
  return connection;
}

}  // namespace

double memory_of_a_session(const Child& server, std::uint16_t port, const TlsContext& context, std::size_t sessions) {
  constexpr std::size_t first = 32;  // they pay for what the libraries make once
  std::size_t before = 0;
  std::vector<Connection> connections;
  connections.reserve(first + sessions);
  for (std::size_t i = 0; i < first + sessions; ++i) {
    if (i == first) before = server.memory();
    greet(connections.emplace_back(connect(port, &context)));
  }
  return static_cast<double>(server.memory() - before) / static_cast<double>(sessions);
}

Figures ask_for_status(Peer peer, const Child& server, std::uint16_t port, std::size_t number, std::chrono::nanoseconds slice, const TlsContext* context) {
  const Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC), "cannot make an epoll");
  std::vector<Connection> connections;
  connections.reserve(number);
  for (std::size_t i = 0; i < number; ++i) {
    Connection& connection = connections.emplace_back(connect(port, context));
    if (peer != Peer::raw) greet(connection);
    epoll_event event{EPOLLIN, {&connection}};
    if (::epoll_ctl(epoll.number(), EPOLL_CTL_ADD, connection.socket.number(), &event) != 0) throw CannotRun("epoll does not take a socket");
  }

  std::vector<std::uint32_t> nanoseconds;
  nanoseconds.reserve(1 << 20);
  std::array<epoll_event, 64> events{};
  const auto used = server.time_used();
  const auto start = Clock::now();
  auto now = start;
  for (auto& connection : connections) ask(connection);
  std::size_t waiting = number;
  while (waiting > 0) {
    const int ready = ::epoll_wait(epoll.number(), events.data(), static_cast<int>(events.size()), 5'000);
    if (ready <= 0) {
      stop_if_asked();
      if (ready == 0) throw CannotRun("a peer did not answer within 5 seconds");
      continue;
    }
    for (int i = 0; i < ready; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!take_answer(connection)) continue;
      now = Clock::now();
      nanoseconds.push_back(static_cast<std::uint32_t>((now - connection.asked).count()));
      if (now - start < slice) ask(connection);
      else --waiting;
    }
  }
  const std::chrono::duration<double, std::micro> spent = server.time_used() - used;
  if (peer != Peer::raw) std::for_each(connections.begin(), connections.end(), check_status);
  const auto middle = nanoseconds.begin() + static_cast<std::ptrdiff_t>(nanoseconds.size() / 2);
  std::nth_element(nanoseconds.begin(), middle, nanoseconds.end());
  const auto messages = static_cast<double>(nanoseconds.size());
  return {messages / std::chrono::duration<double>(now - start).count(), *middle / 1'000.0, spent.count() / messages};
}

}  // namespace ipt

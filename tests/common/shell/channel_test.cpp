// Protected links over loopback: who is let in, what is refused and why, and that bytes arrive whole.
#include "common/shell/tls/channel.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <optional>

#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

const HostTime now = std::chrono::system_clock::now();

Identity identity(const std::string& uri, HostTime at = now) {
  Identity made{make_key(), {}};
  made.certificate = make_certificate(made.key.get(), uri, at);
  REQUIRE(made.certificate);
  return made;
}

std::optional<std::string> anybody(const X509&) { return {}; }

/// Two ends of one loopback connection, and what became of their handshake.
struct Pair {
  asio::io_context io;
  std::optional<Channel> server, client;
  std::optional<error_code> server_done, client_done;

  Pair(const TlsContext& server_context, const TlsContext* client_context, const std::string& name = {}) {
    auto listener = Listener::tcp(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(listener);
    std::optional<Stream> accepted, connected;
    asio::co_spawn(io, [&]() -> asio::awaitable<void> { accepted.emplace(*co_await listener->accept()); }, asio::detached);
    asio::co_spawn(io, [&]() -> asio::awaitable<void> { connected.emplace(*co_await connect_stream(listener->endpoint(), Milliseconds(5'000))); }, asio::detached);
    io.run();
    io.restart();
    server.emplace(std::move(*accepted), server_context);
    if (client_context != nullptr) client.emplace(std::move(*connected), *client_context, name);
    else client.emplace(std::move(*connected));
  }
  void shake_hands() {
    server->async_handshake([this](error_code error) {
      server_done = error;
      if (error) server->close();
    });
    client->async_handshake([this](error_code error) { client_done = error; });
    io.run();
    io.restart();
  }
  /// Whether the server lets the client in; with TLS 1.3 the client may believe so before it is judged.
  bool lets_in() {
    shake_hands();
    return !*server_done && !*client_done;
  }
  [[nodiscard]] std::string why() const { return handshake_fault(server->session()); }
};

struct Ends {
  Identity pump = identity("urn:ipt:pump:P-1");
  Identity programmer = identity("urn:ipt:programmer:anna");
  std::unique_ptr<TlsContext> server = *TlsContext::server(pump, "ipt/1", "p-1.pump.ipt.invalid", anybody);
  std::unique_ptr<TlsContext> client = *TlsContext::client(&programmer, "ipt/1", anybody);
};

}  // namespace

TEST_CASE("both ends know each other's key, speak TLS 1.3 and ipt/1, and megabytes arrive whole both ways") {
  Ends ends;
  Pair pair(*ends.server, ends.client.get(), "p-1.pump.ipt.invalid");
  REQUIRE(pair.lets_in());
  CHECK(SSL_version(pair.server->session()) == TLS1_3_VERSION);
  CHECK(agreed_protocol(pair.server->session()) == "ipt/1");
  CHECK(fingerprint_of(*peer_certificate(pair.server->session())) == fingerprint_of(*ends.programmer.certificate));
  CHECK(fingerprint_of(*peer_certificate(pair.client->session())) == fingerprint_of(*ends.pump.certificate));

  std::string much(3'000'000, '\0');
  for (std::size_t i = 0; i < much.size(); ++i) much[i] = static_cast<char>(i * 31 % 251);
  for (auto [from, to] : {std::pair(&*pair.server, &*pair.client), std::pair(&*pair.client, &*pair.server)}) {
    std::string got;
    std::array<char, 4'096> part{};
    std::function<void()> read = [&, to = to] {
      to->async_read_some(part, [&](error_code error, std::size_t size) {
        CHECK_FALSE(error);
        got.append(part.data(), size);
        if (got.size() < much.size()) read();
      });
    };
    read();
    bool written = false;
    from->async_write(much, [&](error_code error) { written = !error; });
    pair.io.run();
    pair.io.restart();
    CHECK(written);
    CHECK(got == much);
  }
  pair.client->shut_down_sending();
  std::array<char, 16> part{};
  error_code end;
  pair.server->async_read_some(part, [&](error_code error, std::size_t) { end = error; });
  pair.io.run();
  CHECK(end == asio::error::eof);
}

TEST_CASE("IPT-PRS-02 a session leaves nothing behind that could be resumed") {
  Ends ends;
  Pair pair(*ends.server, ends.client.get());
  REQUIRE(pair.lets_in());
  CHECK((SSL_get_options(pair.server->session()) & SSL_OP_NO_TICKET) != 0);
  CHECK(SSL_SESSION_is_resumable(SSL_get_session(pair.client->session())) == 0);
  CHECK(SSL_get_max_early_data(pair.server->session()) == 0);
}

TEST_CASE("a peer that changes its keys now and then is heard, and one that does so without end is let go") {
  for (const int changes : {10, 1'000}) {
    Ends ends;
    Pair pair(*ends.server, ends.client.get());
    REQUIRE(pair.lets_in());
    auto* const client = const_cast<SSL*>(pair.client->session());
    for (int n = 0; n < changes; ++n) {
      REQUIRE(SSL_key_update(client, SSL_KEY_UPDATE_NOT_REQUESTED) == 1);
      REQUIRE(SSL_do_handshake(client) == 1);
    }
    error_code written;
    pair.client->write_some("data", written);
    REQUIRE_FALSE(written);
    std::array<char, 16> part{};
    std::string got;
    error_code end;
    pair.server->async_read_some(part, [&](error_code error, std::size_t size) {
      end = error;
      got.assign(part.data(), size);
    });
    pair.io.run();
    CHECK(got == (changes == 10 ? "data" : ""));
    CHECK(static_cast<bool>(end) == (changes != 10));
  }
}

TEST_CASE("IPT-PRS-05 whom the judge refuses, who shows no certificate, an old one or none that holds, is not let in") {
  Ends ends;
  const auto picky = *TlsContext::server(ends.pump, "ipt/1", "", [&](const X509& shown) -> std::optional<std::string> {
    if (fingerprint_of(shown) == fingerprint_of(*ends.programmer.certificate)) return {};
    return "it is not paired";
  });
  const auto refused = [&](const Identity* shown) {
    const auto client = *TlsContext::client(shown, "ipt/1", anybody);
    Pair pair(*picky, client.get());
    return pair.lets_in() ? std::string() : pair.why();
  };
  CHECK(refused(&ends.programmer).empty());
  const Identity stranger = identity("urn:ipt:programmer:anna");
  CHECK(refused(&stranger) == "it is not paired");
  CHECK(refused(nullptr) == "peer did not return a certificate");
  const Identity old = identity("urn:ipt:programmer:anna", now - certificate_life - std::chrono::days(1));
  CHECK(refused(&old) == "its certificate has expired by this machine's clock");
  Identity liar{make_key(), {}};
  X509_up_ref(ends.programmer.certificate.get());
  liar.certificate.reset(ends.programmer.certificate.get());
  CHECK_FALSE(TlsContext::client(&liar, "ipt/1", anybody));  // OpenSSL itself refuses a certificate of another's key
}

TEST_CASE("a client refuses a pump whose key is not the pinned one, and the pump learns nothing from it") {
  Ends ends;
  const auto wary = *TlsContext::client(&ends.programmer, "ipt/1", [](const X509&) { return std::optional<std::string>("it is not the pump that was paired"); });
  Pair pair(*ends.server, wary.get());
  CHECK_FALSE(pair.lets_in());
  CHECK(*pair.client_done);
  CHECK(handshake_fault(pair.client->session()) == "it is not the pump that was paired");
}

TEST_CASE("another protocol, none at all, another pump's name and an older TLS are refused") {
  Ends ends;
  const auto other = *TlsContext::client(&ends.programmer, "h2", anybody);
  Pair wrong(*ends.server, other.get());
  CHECK_FALSE(wrong.lets_in());
  CHECK(wrong.why() == "it does not speak ipt/1");

  Pair elsewhere(*ends.server, ends.client.get(), "p-2.pump.ipt.invalid");
  CHECK_FALSE(elsewhere.lets_in());
  CHECK(elsewhere.why() == "it asks for another pump");

  for (const bool old : {true, false}) {
    Pair pair(*ends.server, nullptr);
    const std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_use_certificate(context.get(), ends.programmer.certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), ends.programmer.key.get());
    SSL_CTX_set_max_proto_version(context.get(), old ? TLS1_2_VERSION : TLS1_3_VERSION);
    const TlsSession session(SSL_new(context.get()));
    SSL_set_fd(session.get(), pair.client->socket().native_handle());
    SSL_set_connect_state(session.get());
    pair.server->async_handshake([&](error_code error) { pair.server_done = error; });
    int returned = -1;
    for (int turn = 0; turn < 100'000 && !(returned == 1 && pair.server_done) && !(pair.server_done && *pair.server_done); ++turn) {
      if (returned != 1) returned = SSL_do_handshake(session.get());
      pair.io.poll();
      pair.io.restart();
    }
    REQUIRE(pair.server_done);
    if (old) CHECK(*pair.server_done);
    else CHECK(agreed_protocol(pair.server->session()).empty());  // who offers nothing is told apart after the handshake
  }
}

TEST_CASE("bytes that are no TLS end the handshake with a reason") {
  Ends ends;
  Pair pair(*ends.server, nullptr);
  error_code error;
  pair.client->write_some("GET / HTTP/1.1\r\n\r\n", error);
  pair.server->async_handshake([&](error_code failed) { pair.server_done = failed; });
  pair.io.run();
  CHECK(*pair.server_done);
  CHECK(pair.why() == "http request");
}

TEST_CASE("keys are logged only where asked for, in the form that Wireshark reads") {
  TemporaryFolder folder;
  Ends ends;
  CHECK(ends.server->log_keys_to(folder / "none/keys"));
  { std::ofstream(folder / "others") << "x"; }
  std::filesystem::permissions(folder / "others", std::filesystem::perms(0644));
  CHECK(ends.server->log_keys_to(folder / "others")->text.find("chmod 600") != std::string::npos);
  REQUIRE_FALSE(ends.server->log_keys_to(folder / "keys"));
  Pair pair(*ends.server, ends.client.get());
  REQUIRE(pair.lets_in());
  const std::string keys = bytes_of_file(folder / "keys");
  CHECK(keys.find("CLIENT_TRAFFIC_SECRET_0 ") != std::string::npos);
  CHECK(keys.find("SERVER_HANDSHAKE_TRAFFIC_SECRET ") != std::string::npos);
}

TEST_CASE("a channel that was closed touches no descriptor any more, whoever has its number now") {
  Ends ends;
  Pair pair(*ends.server, ends.client.get());
  REQUIRE(pair.lets_in());
  int others[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, others) == 0);
  const int number = pair.server->socket().native_handle();
  pair.server->close();
  REQUIRE(::dup2(others[0], number) == number);
  error_code error;
  CHECK(pair.server->write_some("x", error) == 0);
  CHECK(error);
  pair.server->shut_down_sending();
  char heard = 0;
  CHECK(::recv(others[1], &heard, 1, 0) < 0);  // nothing came out at its other end
  for (const int descriptor : {others[0], others[1], number}) ::close(descriptor);
}

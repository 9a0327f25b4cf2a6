// Who waits before it is known who they are: told apart by their first byte, bounded in number and in what they cost.
#include "pump_sim/host/anteroom.hpp"

#include <doctest/doctest.h>

#include <boost/asio/write.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <optional>

using namespace ipt;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

Identity identity(const std::string& uri) {
  Identity made{make_key(), {}};
  made.certificate = make_certificate(made.key.get(), uri, std::chrono::system_clock::now());
  return made;
}

std::optional<std::string> anybody(const X509&) { return {}; }

/// An anteroom behind a socket, and what came out of it.
struct House {
  asio::io_context io;
  Identity pump = identity("urn:ipt:pump:P-1"), paired = identity("urn:ipt:programmer:anna"), stranger = identity("urn:ipt:programmer:eve");
  std::unique_ptr<TlsContext> server = *TlsContext::server(pump, telemetry_protocol, "", [this](const X509& shown) -> std::optional<std::string> {
    if (fingerprint_of(shown) == fingerprint_of(*paired.certificate)) return {};
    return "not paired";
  });
  std::vector<std::unique_ptr<Channel>> in;
  std::vector<std::string> refused;
  Anteroom anteroom;
  asio::ip::tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};

  explicit House(Anteroom::Limits limits)
      : anteroom(io.get_executor(), *server, telemetry_protocol, limits,
                 {[this](std::unique_ptr<Channel> channel, LinkTime) { in.push_back(std::move(channel)); }, [this](const std::string& why) { refused.push_back(why); }}) {}

  /// As every program does: a peer that has gone gives an error.
  struct NoSignal {
    NoSignal() { std::signal(SIGPIPE, SIG_IGN); }
  } no_signal;

  /// Somebody connects and stands in the anteroom.
  Stream knock(const char* from = "127.0.0.1") {
    asio::ip::tcp::socket outside(io, asio::ip::tcp::v4());
    outside.bind({asio::ip::make_address(from), 0});
    outside.connect(acceptor.local_endpoint());
    Stream inside(acceptor.accept());
    anteroom.enter(std::move(inside), LinkTime{});
    return Stream(std::move(outside));
  }
  /// The same, and shakes hands to the end. Which end that is the house says.
  void come(const Identity& who, const std::string& protocol = telemetry_protocol, const char* from = "127.0.0.1") {
    const auto context = *TlsContext::client(&who, protocol, anybody);
    const std::size_t before = in.size() + refused.size();
    Channel channel(knock(from), *context);
    channel.async_handshake([](error_code) {});
    while (in.size() + refused.size() == before) io.run_one();
  }
};

Anteroom::Limits roomy() { return {}; }

}  // namespace

TEST_CASE("IPT-PRS-16 the first byte tells how somebody speaks, and both come out as what they are") {
  House house(roomy());
  Stream plain = house.knock();
  asio::write(plain, asio::buffer(std::string_view("\0\0\0\x05hello", 9)));
  while (house.in.empty()) house.io.run_one();
  CHECK_FALSE(house.in[0]->is_protected());
  std::array<char, 4> first{};
  error_code error;
  house.in[0]->socket().read_some(asio::buffer(first), error);
  CHECK(first == std::array<char, 4>{0, 0, 0, 5});  // nothing was taken from it
  house.come(house.paired);
  REQUIRE(house.in.size() == 2);
  CHECK(house.in[1]->is_protected());
  CHECK(house.refused.empty());
}

TEST_CASE("who is not paired, or names another protocol, is refused with the reason") {
  House house(roomy());
  house.come(house.stranger);
  house.come(house.paired, "h2");
  CHECK(house.in.empty());
  CHECK(house.refused == std::vector<std::string>{"not paired", "it does not speak ipt/1"});
}

TEST_CASE("IPT-PRS-14 so many may wait at once: the next one is let go unheard, and a place that is free is taken") {
  Anteroom::Limits limits;
  limits.at_once = 2;
  House house(limits);
  std::vector<Stream> waiting;
  for (int n = 0; n < 3; ++n) waiting.push_back(house.knock());
  CHECK(house.refused == std::vector<std::string>{"as many connections as may wait at once"});
  waiting[0].close();
  for (int tries = 0; tries < 100 && house.in.empty(); ++tries) {  // it may not have been noticed yet
    house.io.poll();
    house.come(house.paired);
  }
  CHECK(house.in.size() == 1);
}

TEST_CASE("strangers can use up their energy of an hour; who was paired before that is refused no sooner, and uses none") {
  Anteroom::Limits limits;
  limits.refused_an_hour = 3;
  House house(limits);
  for (int n = 0; n < 10; ++n) house.come(house.paired);
  CHECK(house.in.size() == 10);
  for (int n = 0; n < 5; ++n) house.come(house.stranger);
  CHECK(house.refused == std::vector<std::string>{"not paired", "not paired", "not paired", "strangers have used up the energy of this hour", "strangers have used up the energy of this hour"});
}

TEST_CASE("strangers keep nobody away who comes from where somebody paired has come from") {
  Anteroom::Limits limits;
  limits.refused_an_hour = 3;
  limits.at_once = 2;
  House house(limits);
  const char* const elsewhere = "127.0.0.2";
  house.come(house.paired);
  for (int n = 0; n < 4; ++n) house.come(house.stranger, telemetry_protocol, elsewhere);
  REQUIRE(house.refused.back() == "strangers have used up the energy of this hour");
  const Stream first = house.knock(elsewhere), second = house.knock(elsewhere);
  { const Stream third = house.knock(elsewhere); }
  REQUIRE(house.refused.back() == "as many connections as may wait at once");
  house.refused.clear();
  house.come(house.paired);
  CHECK(house.in.size() == 2);
  house.come(house.paired, telemetry_protocol, elsewhere);  // not known there
  CHECK(house.in.size() == 2);
  for (int n = 0; n < 4; ++n) house.come(house.stranger);  // at a known address: bounded as well
  CHECK(house.refused.back() == "strangers have used up the energy of this hour");
}

TEST_CASE("whoever is paired has one known address, the latest, and so takes nobody's place; revoked, none") {
  Anteroom::Limits limits;
  limits.refused_an_hour = 3;
  House house(limits);
  house.come(house.paired, telemetry_protocol, "127.0.0.2");
  house.come(house.paired, telemetry_protocol, "127.0.0.3");
  REQUIRE(house.in.size() == 2);
  for (int n = 0; n < 4; ++n) house.come(house.stranger, telemetry_protocol, "127.0.0.9");
  const auto is_known = [&](const char* address) {  // elsewhere, strangers have used up their energy
    house.come(house.stranger, telemetry_protocol, address);
    return house.refused.back() == "not paired";
  };
  CHECK_FALSE(is_known("127.0.0.9"));
  CHECK_FALSE(is_known("127.0.0.2"));
  CHECK(is_known("127.0.0.3"));
  house.anteroom.forget(fingerprint_of(*house.paired.certificate));
  CHECK_FALSE(is_known("127.0.0.3"));
}

TEST_CASE("IPT-PRS-14 handshakes beyond those of a second wait for their turn and are then made") {
  Anteroom::Limits limits;
  limits.handshakes_a_second = 20;
  House house(limits);
  for (int n = 0; n < 25; ++n) house.come(house.paired);
  CHECK(house.in.size() == 25);
  CHECK(house.refused.empty());
}

TEST_CASE("IPT-PRS-14 who falls silent is given up: in the clear it comes out late, in its handshake it is refused") {
  Anteroom::Limits limits;
  limits.first_byte = Milliseconds(20);
  limits.patience = Milliseconds(40);
  House house(limits);
  const Stream silent = house.knock();
  Stream half = house.knock();
  asio::write(half, asio::buffer(std::string_view("\x16\x03\x01", 3)));
  while (house.in.empty() || house.refused.empty()) house.io.run_one();
  CHECK_FALSE(house.in[0]->is_protected());
  CHECK(house.refused == std::vector<std::string>{"it did not finish its handshake in time"});
}

TEST_CASE("a closed anteroom lets everybody go and calls nobody") {
  House house(roomy());
  Stream waits = house.knock();
  house.anteroom.close();
  house.io.run();
  char byte = 0;
  error_code error;
  waits.read_some(asio::buffer(&byte, 1), error);
  CHECK(error);
  CHECK((house.in.empty() && house.refused.empty()));
}

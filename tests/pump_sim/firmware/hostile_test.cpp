// Peers that mean no good, and peers that are only broken: IPT-FRM-09, and what a device does with any bytes at all.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

std::string framed(const std::string& payload) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(payload.size() >> shift & 0xFF));
  return bytes + payload;
}

/// An Envelope of this seq and session with its body given as bytes.
std::string envelope(const Client& client, std::uint64_t seq, const std::string& body) {
  std::string payload = "\x09";
  for (int shift = 0; shift < 64; shift += 8) payload.push_back(static_cast<char>(client.session_id >> shift & 0xFF));
  payload += '\x10';
  payload += static_cast<char>(seq);
  return framed(payload + body);
}

std::string nested(std::size_t depth) {
  std::string bomb;
  for (std::size_t n = 0; n < depth; ++n) bomb += '\x7b';  // group 15 starts
  for (std::size_t n = 0; n < depth; ++n) bomb += '\x7c';
  return bomb;
}

void expect_unmoved(Table& table, const Implant& before) {
  CHECK((table.implant == before));
  Client witness(table, "witness");
  CHECK(said(witness.ask(GetStatus{})) == "OK");
}

TEST_CASE("IPT-FRM-03 IPT-FRM-06 IPT-FRM-07 IPT-FRM-09 broken frames end their connection with the reason, and touch nothing else") {
  struct Case {
    std::string bytes;
    const char* reason;
  };
  Table table;
  const Implant before = table.implant;
  Client other(table, "other");
  const Case cases[] = {
      {std::string(4, '\0'), "BAD_FRAME"},
      {std::string("\0\1\0\1", 4), "BAD_FRAME"},  // 65,537: one over the limit, its bytes not yet there
      {"\xff\xff\xff\xff", "BAD_FRAME"},
      {framed("\xff\xff\xff\xff"), "BAD_MESSAGE"},
      {framed(std::string("\x4a\x05" "ab", 4)), "BAD_MESSAGE"},  // a request that ends too early
      {framed(nested(101)), "BAD_MESSAGE"},
      {framed(nested(30'000)), "BAD_MESSAGE"},
  };
  for (const auto& one : cases) {
    Client anna(table, "anna", Role::observer);
    anna.send_raw(one.bytes);
    CHECK(anna.goodbye() == one.reason);
    CHECK(anna.is_closed());
    CHECK_FALSE(other.is_closed());
    CHECK(said(other.ask(GetStatus{})) == "OK");
  }
  expect_unmoved(table, before);
}

TEST_CASE("IPT-FRM-07 a body that the pump does not know and a string that is not UTF-8 are bad messages") {
  Table table;
  Client anna(table);
  anna.send_raw(envelope(anna, anna.sent + 1, std::string("\xaa\x01\x01x", 4)));  // field 21
  CHECK(anna.goodbye() == "BAD_MESSAGE");
  Client stranger = Client::silent(table);
  stranger.send_raw(framed(std::string("\x10\x01\x22\x05\x22\x03" "a\xff" "b", 9)));  // Hello with a client_id
  CHECK(stranger.goodbye() == "BAD_MESSAGE");
}

TEST_CASE("IPT-EVO-01 an unknown field beside a known one is passed over") {
  Table table;
  Client anna(table);
  anna.send_raw(envelope(anna, ++anna.sent, std::string("\x4a\x02\x0a\x00\xaa\x06\x03xyz", 10)));  // get_info, and field 101
  const auto came = anna.listen();
  REQUIRE(came.size() == 1);
  CHECK(said(std::get<Response>(came[0].body)) == "OK");
}

TEST_CASE("IPT-FRM-04 IPT-FRM-05 before the Welcome the limit is 4,096 bytes, and up to 65,536 after it") {
  Table table;
  Client stranger = Client::silent(table);
  stranger.send_raw(std::string("\0\0\x10\1", 4));
  CHECK(stranger.goodbye() == "BAD_FRAME");
  Client anna(table);
  anna.ask(AcquireControl{});
  CHECK(said(anna.ask(Stage{Bytes(65'000, 'x')})) == "REFUSED BAD_THERAPY");
}

TEST_CASE("IPT-FRM-02 IPT-FRM-08 a conversation cut into single bytes is the same, and a frame cut short is nothing") {
  Table table;
  Client anna(table);
  wire::Codec codec;
  std::string bytes;
  codec.append_frame({anna.session_id, anna.sent + 1, 0, Request(Stop{anna.new_id()})}, bytes);
  for (std::size_t n = 0; n + 1 < bytes.size(); ++n) anna.send_raw(std::string_view(bytes).substr(n, 1));
  CHECK_FALSE(is_stopped(table.firmware()));
  Client ben(table, "ben");
  anna.hang_up();
  CHECK_FALSE(is_stopped(table.firmware()));
  CHECK(said(ben.ask(GetStatus{})) == "OK");
}

TEST_CASE("IPT-FRM-09 random bytes in a session end it or are refused, and never move therapy") {
  constexpr std::uint32_t seed = 7;
  CAPTURE(seed);
  std::mt19937 dice(seed);
  Table table;
  const Implant before = table.implant;
  for (int n = 0; n < 3'000; ++n) {
    Client anna(table, "anna");
    std::string body(1 + dice() % 60, '\0');
    for (auto& byte : body) byte = static_cast<char>(dice());
    // Raw bytes, a request of some kind with random content, and a staged operation of random bytes.
    const int way = n % 3;
    if (way == 0) anna.send_raw(framed(body));
    if (way == 1) {
      const char tag = static_cast<char>((1 + dice() % 10) << 3 | 2);  // get_info to commit: nothing that acts without a lease
      const std::string ask = std::string(1, tag) + static_cast<char>(body.size()) + body;
      anna.send_raw(envelope(anna, anna.sent + 1, std::string("\x4a") + static_cast<char>(ask.size()) + ask));
    }
    if (way == 2) {
      anna.ask(AcquireControl{});
      CHECK_FALSE(said(anna.ask(Stage{body})) == "OK");
      CHECK_FALSE(said(anna.ask(Commit{body})) == "OK");
    }
    anna.listen();
    anna.hang_up();
  }
  expect_unmoved(table, before);
}

TEST_CASE("IPT-SES-27 a thousand half-open connections keep nobody out, and are gone after three seconds") {
  Table table;
  std::vector<LinkId> half_open;
  for (int n = 0; n < 1'000; ++n) half_open.push_back(table.connect());
  Client anna(table);
  CHECK(said(anna.stop()) == "OK");
  table.wait(3s);
  for (const LinkId link : half_open) CHECK(table.is_closed(link));
  CHECK_FALSE(anna.is_closed());
  CHECK(table.device().sessions() == 1);
}

TEST_CASE("IPT-SES-27 a connection beyond what the pump allows is told BUSY, and its place is free again later") {
  Table table;
  for (int n = 0; n < 4'096; ++n) table.connect();
  Client late = Client::silent(table);
  CHECK(late.goodbye() == "BUSY");
  CHECK(late.is_closed());
  table.wait(3s);
  Client anna(table);
  CHECK(said(anna.ask(GetStatus{})) == "OK");
}

TEST_CASE("IPT-FRM-01 a Response that a client sends back, with whatever in it, is only unexpected") {
  Table table;
  const Implant before = table.implant;
  Client anna(table);
  Response response;
  response.answer = Stopped{anna.new_id(), {}, 99, true, false};
  anna.send(response);
  CHECK(anna.goodbye() == "UNEXPECTED");
  expect_unmoved(table, before);
}

TEST_CASE("IPT-STP-11 a Stop is obeyed behind a thousand reads of others that came first") {
  Table table;
  Client flood(table, "flood", Role::observer);
  Client anna(table, "anna");
  std::vector<Body> reads(1'000, Body(Request(GetStatus{})));
  flood.send_together(reads);
  CHECK(said(anna.stop()) == "OK");
  CHECK(flood.listen().size() == 1'000);  // IPT-REQ-01
}

}  // namespace
}  // namespace ipt::test

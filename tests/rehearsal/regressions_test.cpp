// What other simulators of pumps have shown on the wire, and this one must not.
#include <doctest/doctest.h>

#include <random>

#include "common/wire.hpp"
#include "tests/rehearsal/bedside_words.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("IPT-REQ-06 a request that the pump does not know is never answered OK, and the session goes on") {
  Rehearsal room({.seed = 81});
  auto& alice = room.programmer("alice");
  alice.connect();
  const Implant before = room.pump().implant();
  const auto answer = alice.ask(UnknownRequest{});
  REQUIRE(answer.has_value());
  CHECK((answer->code == Code::unimplemented));
  CHECK((reason_of(answer) == Reason::unknown_request));
  CHECK((room.pump().implant() == before));
  CHECK(alice.status().has_value());
}

TEST_CASE("IPT-FRM-09 bad bytes end one connection with a reason, and neither the pump nor another's session") {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, GoodbyeReason>> attacks{{"\0\0\0\0"s, GoodbyeReason::bad_frame},
                                                                  {"\0\0\x10\x01"s, GoodbyeReason::bad_frame},
                                                                  {"\xff\xff\xff\xff"s, GoodbyeReason::bad_frame},
                                                                  {"\0\0\0\2\xff\xff"s, GoodbyeReason::bad_message},
                                                                  {"\0\0\0\x05GET /"s, GoodbyeReason::bad_message}};
  for (const auto& [bytes, reason] : attacks) {
    Rehearsal room({.seed = 82});
    auto& alice = room.programmer("alice");
    alice.connect();
    const Implant before = room.pump().implant();
    Device& device = room.pump().device();
    const LinkId stranger = device.connected(room.link_now());
    device.receive(stranger, bytes, room.link_now());
    FrameDecoder frames;
    bool closed = false;
    for (const auto& output : room.pump().take_output()) {
      if (const auto* send = std::get_if<Send>(&output)) frames.append(send->bytes);
      if (const auto* close = std::get_if<Close>(&output)) closed = close->link == stranger;
    }
    CHECK(closed);
    const auto payload = frames.next();
    REQUIRE(payload.has_value());
    const auto said = wire::Codec().decode(*payload);
    CHECK((std::get<Goodbye>(said->body).reason == reason));
    CHECK((room.pump().implant() == before));
    CHECK(alice.status().has_value());
  }
}

TEST_CASE("IPT-DLV-10 however often the pump is read, therapy and delivery come out the same") {
  std::mt19937_64 dice(83);
  Rehearsal read({.seed = 83});
  Rehearsal unread({.seed = 83});
  INFO("seed ", read.seed());
  for (Rehearsal* room : {&read, &unread}) {
    auto& alice = room->programmer("alice");
    CHECK((alice.change(operation(Program{2'000_ug_per_mL, PeriodicBolus{10_ug, hours(1), hours(6), 120_ug_per_day}})).kind == Kind::done));
    CHECK((alice.change(operation(bolus(50_ug, hours(1)))).kind == Kind::done));
    alice.say_goodbye();
  }
  auto& carol = read.programmer("carol", Role::observer);
  for (int look = 0; look < 200; ++look) {
    const Milliseconds piece{static_cast<std::int64_t>(dice() % 7'200'000)};
    read.advance(piece);
    unread.advance(piece);
    const Implant before = read.pump().implant();
    CHECK(carol.status().has_value());
    for (const Request& request : {Request(GetInfo{}), Request(GetProgram{}), Request(ReadLog{0, 0}), Request(GetOperation{journal(read).entries().front().operation_id, {}, false})}) {
      CHECK((carol.ask(request)->code == Code::ok));
    }
    CHECK((read.pump().implant() == before));
  }
  CHECK((read.pump().implant() == unread.pump().implant()));
}

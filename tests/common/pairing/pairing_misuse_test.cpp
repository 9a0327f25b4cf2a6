// What a pairing does with bytes and messages that do not belong there: it ends, with a reason and nothing stored.
#include <doctest/doctest.h>

#include <random>

#include "tests/common/pairing/table.hpp"

using namespace ipt;
using namespace ipt::pairing;

namespace {

const Message hello = Hello{{1}, certificate, "ward 3"};

/// A pump brought as far as `steps` messages go.
PumpSide pump_after(int steps) {
  PumpSide pump(at_pump(), read_any, at(0), at(120'000));
  const Message messages[] = {hello, Challenge{nonce_of(1)}, Confirmed{}};
  for (int step = 0; step < steps; ++step) pump.receive(wire::encode_pairing(messages[step]));
  return pump;
}

void ends_with(PumpSide& pump, RefusalReason reason) {
  REQUIRE(pump.is_over());
  CHECK(pump.ending()->reason == reason);
  FrameDecoder frames;
  const std::string said = pump.take_output();
  frames.append(said);
  std::optional<Message> last;
  while (const auto payload = frames.next()) last = *wire::decode_pairing(*payload);
  REQUIRE(last);
  CHECK(std::get<Refused>(*last).reason == reason);
  pump.confirm({});
  pump.receive(wire::encode_pairing(Confirmed{}));
  CHECK_FALSE(pump.is_to_be_stored());
  CHECK(pump.take_output().empty());
  CHECK(pump.deadline() == no_deadline);
}

}  // namespace

TEST_CASE("IPT-PAI-05 every message out of its order, or twice, ends it at the pump") {
  const Message all[] = {hello, Welcome{1, "ipt-20-0001", Role::clinician, 7}, Commitment{}, Challenge{}, Reveal{}, Confirmed{}};
  for (int steps = 0; steps < 4; ++steps) {
    const std::size_t expected = steps == 0 ? 0 : steps == 1 ? 3 : steps == 2 ? 5 : 6;
    for (std::size_t i = 0; i < std::size(all); ++i) {
      if (i == expected) continue;
      CAPTURE(steps);
      CAPTURE(i);
      PumpSide pump = pump_after(steps);
      REQUIRE_FALSE(pump.is_over());
      pump.receive(wire::encode_pairing(all[i]));
      ends_with(pump, RefusalReason::unexpected);
    }
  }
}

TEST_CASE("IPT-PAI-05 every message out of its order, or twice, ends it at the programmer") {
  const Message welcome = Welcome{1, "ipt-20-0001", Role::clinician, 7};
  const Message all[] = {hello, welcome, Commitment{}, Challenge{}, Reveal{}, Confirmed{}};
  for (const bool welcomed : {false, true}) {
    for (std::size_t i = 0; i < std::size(all); ++i) {
      if (i == (welcomed ? 2u : 1u)) continue;
      CAPTURE(welcomed);
      CAPTURE(i);
      ProgrammerSide programmer(at_programmer(), at(0));
      if (welcomed) programmer.receive(wire::encode_pairing(welcome));
      programmer.receive(wire::encode_pairing(all[i]));
      REQUIRE(programmer.is_over());
      CHECK(programmer.ending()->reason == RefusalReason::unexpected);
      CHECK_FALSE(programmer.digits());
    }
  }
  Table table;  // a pump that has stored nothing cannot have it confirmed before the person has
  table.talk();
  table.programmer.receive(wire::encode_pairing(Confirmed{}));
  CHECK(table.programmer.ending()->reason == RefusalReason::unexpected);
  CHECK_FALSE(table.programmer.is_paired());
}

TEST_CASE("IPT-PAI-04 a frame of length 0 or over 4096 bytes ends it before its bytes come") {
  for (const std::string& length : {std::string("\0\0\0\0", 4), std::string("\0\0\x10\x01", 4), std::string("\xff\xff\xff\xff", 4)}) {
    PumpSide pump = pump_after(0);
    pump.receive(length);
    ends_with(pump, RefusalReason::bad_frame);
    ProgrammerSide programmer(at_programmer(), at(0));
    programmer.receive(length);
    CHECK(programmer.ending()->reason == RefusalReason::bad_frame);
  }
}

TEST_CASE("IPT-PAI-04 IPT-PAI-05 random bytes end it, or are waited for, and store nothing") {
  std::mt19937 dice(20260407);  // NOLINT: the same dice every time
  for (int round = 0; round < 2'000; ++round) {
    CAPTURE(round);
    std::string noise(1 + dice() % 300, '\0');
    for (auto& byte : noise) byte = static_cast<char>(dice());
    PumpSide pump = pump_after(static_cast<int>(dice() % 3));
    pump.receive(wire::frame_of(noise));
    pump.confirm({});
    REQUIRE_FALSE(pump.is_to_be_stored());
    ProgrammerSide programmer(at_programmer(), at(0));
    programmer.receive(noise);
    programmer.receive(wire::frame_of(noise));
    REQUIRE_FALSE(programmer.is_confirmed());
  }
}

TEST_CASE("IPT-PAI-15 a Hello that makes no sense is refused, and says why") {
  const auto refused = [](const Hello& said, RefusalReason reason) {
    PumpSide pump = pump_after(0);
    pump.receive(wire::encode_pairing(said));
    ends_with(pump, reason);
  };
  refused({{}, certificate, "x"}, RefusalReason::version);
  refused({{2, 3}, certificate, "x"}, RefusalReason::version);
  refused({{1}, "", "x"}, RefusalReason::bad_certificate);
  refused({{1}, certificate, ""}, RefusalReason::bad_message);
  refused({{1}, certificate, std::string(65, 'x')}, RefusalReason::bad_message);
  for (const char* name : {"x\nDIGITS 123456", "\x1b[2J", "a\u202Eb"}) refused({{1}, certificate, name}, RefusalReason::bad_message);
  PumpSide pump = pump_after(0);
  pump.receive(wire::encode_pairing(Hello{{9, 1}, certificate, std::string(64, 'x')}));
  CHECK_FALSE(pump.is_over());
}

TEST_CASE("a Welcome that makes no sense is refused, and says why") {
  const auto refused = [](const Welcome& said, RefusalReason reason) {
    ProgrammerSide programmer(at_programmer(), at(0));
    programmer.receive(wire::encode_pairing(said));
    REQUIRE(programmer.is_over());
    CHECK(programmer.ending()->reason == reason);
  };
  refused({2, "s", Role::clinician, 1}, RefusalReason::version);
  refused({1, "", Role::clinician, 1}, RefusalReason::bad_message);
  refused({1, std::string(65, 's'), Role::clinician, 1}, RefusalReason::bad_message);
  refused({1, "s", static_cast<Role>(0), 1}, RefusalReason::bad_message);
  refused({1, "s", static_cast<Role>(4), 1}, RefusalReason::bad_message);
}

TEST_CASE("a commitment or a nonce that has not 32 bytes is no message") {
  for (const std::string& payload : {std::string("\x1a\x00", 2), std::string("\x22\x03\x0a\x01x", 5), std::string("\x2a\x00", 2)}) CHECK_FALSE(wire::decode_pairing(payload));
  CHECK_FALSE(wire::decode_pairing(""));
  PumpSide pump = pump_after(1);
  pump.receive(wire::frame_of(std::string("\x22\x03\x0a\x01x", 5)));
  ends_with(pump, RefusalReason::bad_message);
}

TEST_CASE("IPT-PAI-09 a programmer that does not go on is given up, and no start outlives the arming") {
  PumpSide silent = pump_after(0);
  CHECK(silent.deadline() == at(10'000));
  silent.advance(at(9'999));
  CHECK_FALSE(silent.is_over());
  silent.advance(at(10'000));
  ends_with(silent, RefusalReason::timeout);

  PumpSide slow = pump_after(1);  // its messages do not make the time longer
  CHECK(slow.deadline() == at(10'000));

  PumpSide late(at_pump(), read_any, at(115'000), at(120'000));
  CHECK(late.deadline() == at(120'000));
  late.advance(at(120'000));
  ends_with(late, RefusalReason::disarmed);

  PumpSide comparing = pump_after(2);  // a person may take her time
  CHECK(comparing.deadline() == at(120'000));
  comparing.advance(at(119'999));
  CHECK_FALSE(comparing.is_over());
  comparing.advance(at(120'000));
  ends_with(comparing, RefusalReason::disarmed);

  ProgrammerSide programmer(at_programmer(), at(0));
  CHECK(programmer.deadline() == at(10'000));
  programmer.advance(at(10'000));
  CHECK(programmer.ending()->reason == RefusalReason::timeout);
}

TEST_CASE("a pairing cut into single bytes is the same pairing") {
  Table table;
  for (int turn = 0; turn < 3; ++turn) {
    for (const char byte : table.programmer.take_output()) table.pump.receive({&byte, 1});
    for (const char byte : table.pump.take_output()) table.programmer.receive({&byte, 1});
  }
  REQUIRE(table.programmer.digits());
  CHECK(table.pump.digits() == table.programmer.digits());
}

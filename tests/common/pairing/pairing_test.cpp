// Both ends of a pairing in one process: who is stored, and what nobody in between can do.
#include <doctest/doctest.h>

#include "tests/common/pairing/table.hpp"

using namespace ipt;
using namespace ipt::pairing;

TEST_CASE("IPT-PAI-08 IPT-PAI-10 IPT-PAI-12 both show the same six digits, and are paired once a person has confirmed on both sides") {
  for (const bool pump_first : {true, false}) {
    CAPTURE(pump_first);
    Table table;
    table.talk();
    REQUIRE(table.pump.digits());
    CHECK(table.pump.digits() == table.programmer.digits());
    CHECK(table.pump.digits()->size() == 6);
    CHECK(table.pump.digits()->find_first_not_of("0123456789") == std::string::npos);
    CHECK(table.programmer.welcome().serial == "ipt-20-0001");
    CHECK(table.programmer.welcome().role == Role::clinician);
    CHECK_FALSE(table.pump.is_to_be_stored());

    if (pump_first) table.pump.confirm(*table.programmer.digits());
    else table.programmer.confirm(*table.pump.digits());
    table.talk();
    CHECK_FALSE(table.pump.is_to_be_stored());
    CHECK_FALSE(table.programmer.is_paired());

    if (pump_first) table.programmer.confirm(*table.pump.digits());
    else table.pump.confirm(*table.programmer.digits());
    table.talk();
    REQUIRE(table.pump.is_to_be_stored());
    CHECK(table.pump.programmer()->spki == sha256(certificate));
    CHECK(table.pump.programmer()->name == "ward 3");
    CHECK_FALSE(table.programmer.is_paired());  // the pump has not stored it yet

    table.pump.stored();
    table.talk();
    CHECK(table.pump.is_paired());
    CHECK(table.programmer.is_paired());
    CHECK_FALSE(table.pump.ending());
    CHECK_FALSE(table.programmer.ending());
  }
}

TEST_CASE("IPT-PAI-11 a person who confirms without digits confirms all the same, on either side") {
  Table table;
  table.talk();
  table.pump.confirm({});
  table.programmer.confirm({});
  table.talk();
  CHECK(table.pump.is_to_be_stored());
}

TEST_CASE("IPT-PAI-11 wrong digits on either side end it for both, and nothing is stored") {
  for (const bool at_the_pump : {true, false}) {
    CAPTURE(at_the_pump);
    Table table;
    table.talk();
    const std::string wrong = *table.pump.digits() == "000000" ? "000001" : "000000";
    if (at_the_pump) table.pump.confirm(wrong);
    else table.programmer.confirm(wrong);
    table.talk();
    CHECK(table.pump.ending()->reason == RefusalReason::wrong_digits);
    CHECK(table.programmer.ending()->reason == RefusalReason::wrong_digits);
    CHECK(table.pump.ended_by_peer() != at_the_pump);
    table.pump.confirm({});
    table.programmer.confirm({});
    table.talk();
    CHECK_FALSE(table.pump.is_to_be_stored());
    CHECK_FALSE(table.programmer.is_confirmed());
  }
}

TEST_CASE("IPT-PAI-06 whatever somebody in between changes, the digits differ or the pairing ends") {
  const auto digits_differ = [](Table& table) {
    table.talk();
    REQUIRE(table.pump.digits());
    REQUIRE(table.programmer.digits());
    CHECK(table.pump.digits() != table.programmer.digits());
  };
  // Who changes the messages must commit anew: otherwise the programmer finds that the nonce revealed is another.
  const auto recommit = [](Table& table, Seen pump_saw_other) {
    table.to_programmer = [pump_saw_other, forged = std::string()](Message message) mutable -> Message {
      if (auto* welcome = std::get_if<Welcome>(&message)) {
        welcome->serial = pump_saw_other.serial;
        welcome->role = pump_saw_other.role;
        welcome->arming_number = pump_saw_other.arming_number;
        pump_saw_other.welcome_frame = wire::encode_pairing(message);
      }
      if (auto* commitment_ = std::get_if<Commitment>(&message)) commitment_->commitment = commitment(transcript(pump_saw_other), nonce_of(0xA1));
      return message;
    };
  };
  const Hello hello{{1}, certificate, "ward 3"};
  const Seen honest{pump_key, sha256(certificate), "ipt-20-0001", wire::encode_pairing(hello), {}, Role::clinician, 7};

  SUBCASE("nothing changed: they are the same") {
    Table table;
    recommit(table, honest);
    table.talk();
    CHECK(table.pump.digits() == table.programmer.digits());
  }
  SUBCASE("the programmer's certificate") {
    Table table;
    recommit(table, honest);
    table.to_pump = [](Message message) {
      if (auto* said = std::get_if<Hello>(&message)) said->certificate = "somebody else's";
      return message;
    };
    digits_differ(table);
  }
  SUBCASE("the name, which is in the frame and nowhere else") {
    Table table;
    recommit(table, honest);
    table.to_pump = [](Message message) {
      if (auto* said = std::get_if<Hello>(&message)) said->name = "ward 4";
      return message;
    };
    digits_differ(table);
  }
  SUBCASE("the serial number") {
    Table table;
    Seen seen = honest;
    seen.serial = "ipt-20-0002";
    recommit(table, seen);
    digits_differ(table);
  }
  SUBCASE("the role") {
    Table table;
    Seen seen = honest;
    seen.role = Role::observer;
    recommit(table, seen);
    digits_differ(table);
  }
  SUBCASE("the number of the arming") {
    Table table;
    Seen seen = honest;
    seen.arming_number = 8;
    recommit(table, seen);
    digits_differ(table);
  }
  SUBCASE("the pump's key: another server holds the connection") {
    auto setup = at_programmer();
    setup.pump_spki = sha256("somebody else's key");
    Table table(at_pump(), setup);
    Seen seen = honest;
    seen.pump_spki = setup.pump_spki;
    recommit(table, seen);
    digits_differ(table);
  }
  SUBCASE("the programmer's nonce") {
    Table table;
    recommit(table, honest);
    table.to_pump = [](Message message) {
      if (auto* challenge = std::get_if<Challenge>(&message)) challenge->nonce = nonce_of(0xC3);
      return message;
    };
    digits_differ(table);
  }
}

TEST_CASE("IPT-PAI-07 a nonce that is not the one committed to ends it before any digits are shown") {
  const auto ends = [](Table& table) {
    table.talk();
    CHECK(table.programmer.ending()->reason == RefusalReason::bad_commitment);
    CHECK_FALSE(table.programmer.ended_by_peer());
    CHECK_FALSE(table.programmer.digits());
    CHECK(table.pump.ending()->reason == RefusalReason::bad_commitment);
    table.pump.confirm({});
    CHECK_FALSE(table.pump.is_to_be_stored());
  };
  Table revealed;
  revealed.to_programmer = [](Message message) {
    if (auto* reveal = std::get_if<Reveal>(&message)) reveal->nonce = nonce_of(0xC3);
    return message;
  };
  ends(revealed);
  Table committed;
  committed.to_programmer = [](Message message) {
    if (auto* commitment = std::get_if<Commitment>(&message)) commitment->commitment[31] ^= 1;
    return message;
  };
  ends(committed);
}

TEST_CASE("IPT-PAI-13 a pump that cannot keep the pairing says so, and the programmer pins nothing") {
  Table table;
  table.talk();
  table.pump.confirm({});
  table.programmer.confirm({});
  table.talk();
  table.pump.not_stored("the disk is full");
  table.talk();
  CHECK(table.programmer.ending()->reason == RefusalReason::storage);
  CHECK_FALSE(table.programmer.is_paired());
  CHECK_FALSE(table.pump.is_paired());
}

TEST_CASE("IPT-PAI-16 a connection that ends leaves nothing stored, wherever it ends") {
  for (int steps = 0; steps < 4; ++steps) {
    CAPTURE(steps);
    Table table;
    for (int step = 0; step < steps; ++step) {
      if (step == 2) {
        table.programmer.confirm({});
        continue;
      }
      table.pump.receive(table.programmer.take_output());
      table.programmer.receive(table.pump.take_output());
    }
    table.pump.lost();
    table.programmer.lost();
    table.pump.confirm({});
    table.talk();
    CHECK(table.pump.is_over());
    CHECK(table.programmer.is_over());
    CHECK_FALSE(table.pump.is_to_be_stored());
    CHECK_FALSE(table.programmer.is_paired());
  }
}

#include <doctest/doctest.h>

#include "common/wire.hpp"
#include "tests/common/messages_sample.hpp"
#include "tests/common/wire_bytes.hpp"

using namespace ipt;
using namespace ipt::by_hand;

namespace {

/// A field of every wire type that no version of ours defines.
const std::string from_the_future = number(900, 1) + fixed64(901, 2) + bytes(902, "three") + tag(903, 5) + std::string("four");

/// An envelope of session 1, seq 2, with one body.
std::string envelope(std::uint64_t field, const std::string& body) { return fixed64(1, 1) + number(2, 2) + bytes(field, body); }

Body heard(const std::string& payload) {
  wire::Codec codec;
  const auto read = codec.decode(payload);
  REQUIRE(read);
  CHECK(read->session_id == 1);
  CHECK(read->seq == 2);
  return read->body;
}

Response response(const std::string& content) { return std::get<Response>(heard(envelope(10, content))); }

constexpr std::uint64_t unheard_of = 99;

}  // namespace

TEST_CASE("IPT-EVO-01 a field that is not known is passed over, and the rest is read") {
  CHECK(heard(envelope(7, "") + from_the_future) == Body(Ping{}));
  CHECK(heard(from_the_future + envelope(7, from_the_future)) == Body(Ping{}));
  CHECK(heard(envelope(4, from_the_future + bytes(3, "IPT-0001") + from_the_future + bytes(6, from_the_future + number(2, 700)))) ==
        Body(Hello{{}, {}, "IPT-0001", "", Role{0}, {Milliseconds(0), Milliseconds(700), Milliseconds(0), Milliseconds(0), Milliseconds(0), Milliseconds(0)}}));
  CHECK(heard(envelope(9, bytes(4, number(1, 5) + from_the_future + number(2, 7)) + from_the_future)) == Body(Request{ReadLog{5, 7}}));
  const std::string alarm = number(1, 3) + from_the_future + number(2, 4);
  CHECK(std::get<Event>(heard(envelope(11, number(1, 12) + bytes(4, alarm) + from_the_future))).alarms.at(0).id == 3);
  const Status status = std::get<Status>(response(number(1, 1) + bytes(6, from_the_future + number(6, 18'000'000))).answer);
  CHECK(status.reservoir == Nanolitres(18'000'000));
}

TEST_CASE("IPT-EVO-01 outside therapy a field given twice is read by protobuf's ordinary rules: the last one counts") {
  CHECK(heard(envelope(9, bytes(4, number(1, 5) + number(1, 6)))) == Body(Request{ReadLog{6, 0}}));
  CHECK(heard(fixed64(1, 9) + number(2, 9) + envelope(7, "")) == Body(Ping{}));
}

TEST_CASE("IPT-REQ-06 a request that this version does not know is read as one that is not known") {
  CHECK(heard(envelope(9, bytes(900, "abc"))) == Body(Request{UnknownRequest{}}));
  CHECK(heard(envelope(9, "")) == Body(Request{UnknownRequest{}}));
}

TEST_CASE("an envelope with a body that this version does not know has no body") {
  CHECK(heard(envelope(900, "abc")) == Body(NoBody{}));
  CHECK(heard(fixed64(1, 1) + number(2, 2)) == Body(NoBody{}));
}

TEST_CASE("IPT-EVO-02 a code that is not known is none that is known, least of all OK") {
  for (const std::uint64_t code : {std::uint64_t{0}, unheard_of, std::uint64_t{2'000'000'000}}) {
    const Response answer = response(number(1, code));
    for (int known = 1; known <= 6; ++known) CHECK(answer.code != Code(known));
  }
}

TEST_CASE("IPT-EVO-02 a reason, a role and a Goodbye that are not known are something else") {
  const auto refusal = response(number(1, 2) + bytes(2, number(1, unheard_of) + number(6, unheard_of))).refusal;
  REQUIRE(refusal);
  for (int known = 1; known <= 38; ++known) CHECK(refusal->reason != Reason(known));
  REQUIRE(refusal->holder);
  for (int known = 1; known <= 3; ++known) CHECK(*refusal->holder != Role(known));
  const auto goodbye = std::get<Goodbye>(heard(envelope(6, number(1, unheard_of))));
  for (int known = 0; known <= 15; ++known) CHECK(goodbye.reason != GoodbyeReason(known));
  const auto hello = std::get<Hello>(heard(envelope(4, number(5, unheard_of))));
  for (int known = 1; known <= 3; ++known) CHECK(hello.role != Role(known));
}

TEST_CASE("IPT-EVO-02 a mode, a state of battery or motor and a kind of alarm that are not known are something else") {
  const std::string strange = number(1, unheard_of) + number(13, unheard_of) + number(14, unheard_of) + bytes(16, number(1, 5) + number(2, unheard_of) + number(9, unheard_of)) +
                              bytes(17, number(2, unheard_of) + number(3, unheard_of));
  const Status status = std::get<Status>(response(number(1, 1) + bytes(6, strange)).answer);
  for (int known = 1; known <= 5; ++known) CHECK(status.mode != Mode(known));
  for (int known = 1; known <= 3; ++known) CHECK(status.battery != BatteryState(known));
  for (int known = 1; known <= 3; ++known) CHECK(status.motor != MotorState(known));
  REQUIRE(status.alarms.size() == 1);
  for (int known = 1; known <= 11; ++known) CHECK(status.alarms[0].kind != AlarmKind(known));
  for (int known = 1; known <= 3; ++known) CHECK(status.alarms[0].tone != Tone(known));
  REQUIRE(status.operations.size() == 1);
  for (int known = 1; known <= 11; ++known) CHECK(status.operations[0].kind != OperationKind(known));
  for (int known = 1; known <= 7; ++known) CHECK(status.operations[0].state != OperationState(known));
}

TEST_CASE("IPT-EVO-02 what became of an operation is never guessed from a value that is not known") {
  const auto report = std::get<OperationReport>(response(number(1, 1) + bytes(9, number(2, unheard_of) + number(4, unheard_of) + number(8, unheard_of))).answer);
  for (int known = 1; known <= 7; ++known) CHECK(report.state != OperationState(known));
  REQUIRE(report.kind);
  for (int known = 1; known <= 11; ++known) CHECK(*report.kind != OperationKind(known));
  REQUIRE(report.ending);
  for (int known = 1; known <= 4; ++known) CHECK(*report.ending != Ending(known));
}

TEST_CASE("IPT-EVO-02 a warning, a capability and a log entry that are not known are kept as something else") {
  const auto receipt = std::get<Receipt>(response(number(1, 1) + bytes(11, number(6, 2) + number(6, unheard_of))).answer);
  CHECK(receipt.warnings == std::vector{Warning::discrepancy, Warning(99)});
  const auto info = std::get<Info>(response(number(1, 1) + bytes(5, bytes(9, varint(1) + varint(unheard_of)) + number(10, unheard_of))).answer);
  CHECK(info.operations == std::vector{OperationKind::program, OperationKind(99)});
  CHECK(info.modes == std::vector{Mode(99)});
  const auto page = std::get<LogPage>(response(number(1, 1) + bytes(8, bytes(1, number(1, 4) + number(3, unheard_of) + number(6, unheard_of)))).answer);
  REQUIRE(page.entries.size() == 1);
  CHECK(page.entries[0].log_seq == 4);
  for (int known = 1; known <= 22; ++known) CHECK(page.entries[0].kind != LogKind(known));
  REQUIRE(page.entries[0].alarm);
  for (int known = 1; known <= 6; ++known) CHECK(*page.entries[0].alarm != AlarmKind(known));
}

TEST_CASE("IPT-EVO-02 a date without a day is absent, for a reason of its own if it is not known") {
  const auto date = [](const std::string& content) { return std::get<Status>(response(number(1, 1) + bytes(6, bytes(8, content))).answer).empty; };
  CHECK(date(number(1, 0)) == Date(PumpDay(std::chrono::days(0))));
  CHECK(date(number(2, 1)) == Date(DateAbsent::stopped));
  for (const auto& content : {number(2, unheard_of), std::string()}) {
    REQUIRE(std::holds_alternative<DateAbsent>(date(content)));
    for (int known = 1; known <= 4; ++known) CHECK(std::get<DateAbsent>(date(content)) != DateAbsent(known));
  }
}

TEST_CASE("IPT-FRM-07 bytes that are no Envelope are an error") {
  wire::Codec codec;
  const std::string inner = bytes(9, bytes(4, number(1, 5)));
  REQUIRE(codec.decode(inner));
  const std::string bad[] = {
      inner.substr(0, inner.size() - 1),              // ends within a field
      bytes(9, bytes(4, tag(1, 0))),                  // ends within an inner field
      tag(9, 2) + varint(50) + "short",               // a length beyond the end
      std::string("\0\1", 2),                         // field number 0
      tag(9, 4),                                      // a group's end without its begin
      number(2, 1) + tag(3, 0) + std::string(11, '\xFF'),  // a varint of eleven bytes
      bytes(4, bytes(3, "\xC3")),                     // a string that is no UTF-8
      "\x06",                                         // wire type 6
  };
  for (const auto& payload : bad) CHECK_FALSE(codec.decode(payload));
}

TEST_CASE("an id, digest or grant of the wrong length is read as one that nothing has") {
  const auto request = std::get<Request>(heard(envelope(9, bytes(12, bytes(1, std::string(15, 'x'))))));
  CHECK(std::get<Stop>(request).operation_id == OperationId{});
  CHECK(std::get<Stop>(std::get<Request>(heard(envelope(9, bytes(12, bytes(1, std::string(17, 'x'))))))).operation_id == OperationId{});
  CHECK(std::get<Stop>(std::get<Request>(heard(envelope(9, bytes(12, bytes(1, std::string(16, 'x'))))))).operation_id != OperationId{});
}

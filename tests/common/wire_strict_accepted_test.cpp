// Section 21 of the specification: what looks odd and is accepted all the same; and commit bodies.
#include <doctest/doctest.h>

#include "common/wire.hpp"
#include "tests/common/pumps.hpp"
#include "tests/common/therapy_by_hand.hpp"

using namespace ipt;
using namespace ipt::by_hand;
using namespace ipt::literals;
using Part = TherapyByHand;

namespace {

TherapyOperation read(const std::string& bytes) {
  const auto operation = wire::decode_therapy(bytes);
  CAPTURE((operation ? std::string() : operation.error().text));
  REQUIRE(operation);
  return *operation;
}

std::string of_kind(std::uint64_t field, const std::string& content) { return bytes(1, "IPT-0001") + number(2, 1) + bytes(field, content); }

/// A commit body field by field, warnings behind, so that any part may be replaced.
struct CommitByHand {
  std::string operation_id = bytes(1, "dose-change-0001");
  std::string stage = bytes(2, number(1, 3) + fixed64(2, 77) + number(3, 17));
  std::string digest = bytes(3, std::string(32, 'd'));
  std::string grant = bytes(4, std::string(16, 'g'));
  std::string after = bytes(5, number(1, 3) + bytes(2, "baclofen") + bytes(7, number(1, 20'830)) + bytes(8, number(2, 2)));
  std::string warnings = bytes(6, varint(2) + varint(3));
  std::string version = number(7, 41);
  std::string more;

  [[nodiscard]] std::string whole() const { return operation_id + stage + digest + grant + after + warnings + version + more; }
};

std::string commit_with(std::string CommitByHand::*part, const std::string& content) {
  CommitByHand commit;
  commit.*part = content;
  return commit.whole();
}
bool commit_refused(std::string CommitByHand::*part, const std::string& content) { return !wire::decode_commit(commit_with(part, content)); }

}  // namespace

TEST_CASE("IPT-THR-11 fields may stand in any order, at every depth") {
  const Part usual;
  const std::string step = usual.dose + usual.time_of_day + usual.weekday;
  const std::string program = bytes(4, bytes(1, step)) + usual.program_concentration;
  const std::string refill = bytes(7, program) + usual.lot + usual.concentration + usual.drug + usual.expected + usual.withdrawn + usual.volume;
  CHECK(read(bytes(7, refill) + usual.mode_after + usual.serial) == read(usual.whole()));
}

TEST_CASE("IPT-THR-11 steps may stand in any order and between other fields of their schedule, and stay as they came") {
  const std::string monday = bytes(1, number(1, 1) + number(3, 5));
  const std::string sunday = bytes(1, number(1, 7) + number(3, 6));
  const auto steps = [](const std::string& flex) { return std::get<Flex>(std::get<Program>(read(of_kind(3, bytes(4, flex))).kind).delivery).steps; };
  const FlexStep first{1, Milliseconds(0), DoseRate(5)};
  const FlexStep last{7, Milliseconds(0), DoseRate(6)};
  CHECK(steps(monday + sunday) == std::vector{first, last});
  CHECK(steps(sunday + monday) == std::vector{last, first});
  CHECK(steps(monday + monday) == std::vector{first, first});  // no step is singular: the schedule's limits refuse this
  CHECK(steps("").empty());
}

TEST_CASE("IPT-THR-11 a number written with more bytes than needed, up to ten, is read as its value") {
  const Part usual;
  for (std::size_t size = 4; size <= 10; ++size) {
    CAPTURE(size);
    CHECK(read(with(&Part::mode_after, number(2, 1, size))) == read(usual.whole()));
    CHECK(read(with(&Part::volume, number(1, 18'000'000, size))) == read(usual.whole()));
    CHECK(read(with(&Part::program_concentration, number(1, 2'000'000, size))) == read(usual.whole()));
    CHECK(read(with(&Part::weekday, number(1, 7, size))) == read(usual.whole()));
    CHECK(read(with(&Part::time_of_day, number(2, 3'600'000, size))) == read(usual.whole()));
    CHECK(read(with(&Part::dose, number(3, 120'000, size))) == read(usual.whole()));
  }
}

TEST_CASE("IPT-THR-11 a zero written out is the same as a number left out") {
  const Part usual;
  for (const auto part : {&Part::volume, &Part::withdrawn, &Part::expected, &Part::concentration, &Part::program_concentration, &Part::time_of_day, &Part::dose}) {
    const char field = static_cast<char>((usual.*part)[0]);
    const auto given = wire::decode_therapy(with(part, std::string(1, field) + varint(0)));
    REQUIRE(given);
    CHECK(*given == read(with(part, "")));
    CHECK_FALSE(*given == read(usual.whole()));
  }
  CHECK(read(with(&Part::drug, bytes(4, ""))) == read(with(&Part::drug, "")));
  CHECK(read(of_kind(4, "")) == a_change(SingleBolus{}));
  CHECK(read(of_kind(11, number(1, 0) + number(2, 0))) == a_change(AlarmSettings{}));
}

TEST_CASE("a message without content is accepted where that is its meaning") {
  CHECK(read(of_kind(8, "")) == a_change(Resume{}));
  CHECK(read(of_kind(3, number(1, 2'000'000) + bytes(2, ""))) == a_change(Program{2000_ug_per_mL, MinimumRate{}}));
}

TEST_CASE("a clock before 1970 is a number like any other, and its limit refuses it") {
  CHECK(read(of_kind(9, number(1, ~std::uint64_t{0}))) == a_change(SetClock{PumpClock(Milliseconds(-1))}));
}

TEST_CASE("IPT-THR-12 an amount above 2^63 - 1 fits its type and is refused by its limit") {
  for (const std::uint64_t amount : {std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    const auto reason = [](const std::string& therapy) { return validate(read(therapy), a_pump())->reason; };
    CHECK(reason(with(&Part::volume, number(1, amount))) == Reason::overfill);
    CHECK(reason(with(&Part::withdrawn, number(2, amount))) == Reason::overfill);
    CHECK(reason(with(&Part::concentration, number(5, amount))) == Reason::unknown_concentration);
    CHECK(reason(with(&Part::dose, number(3, amount))) == Reason::out_of_range);
    CHECK(reason(of_kind(4, number(1, amount) + number(2, 600'000) + number(3, 2'000'000))) == Reason::out_of_range);
    CHECK(reason(of_kind(11, number(1, amount))) == Reason::out_of_range);
    CHECK(validate(read(with(&Part::volume, number(1, amount))), a_pump())->asked == INT64_MAX);
  }
}

TEST_CASE("IPT-THR-15 a commit body is read by the same rules") {
  using C = CommitByHand;
  REQUIRE(wire::decode_commit(C().whole()));
  CHECK(commit_refused(&C::more, number(99, 0)));
  CHECK(commit_refused(&C::more, C().version));
  CHECK(commit_refused(&C::more, C().stage));
  CHECK(commit_refused(&C::more, C().operation_id));
  CHECK(commit_refused(&C::version, bytes(7, varint(41))));
  CHECK(commit_refused(&C::version, tag(7, 0) + std::string(9, '\xFF') + "\x02"));
  CHECK(commit_refused(&C::stage, bytes(2, number(2, 77))));  // boot_nonce is a fixed64
  CHECK(commit_refused(&C::stage, bytes(2, fixed64(2, 77) + fixed64(2, 77))));
  CHECK(commit_refused(&C::stage, bytes(2, number(4, 1))));
  CHECK(commit_refused(&C::after, bytes(5, bytes(2, "\xFF"))));
  CHECK(commit_refused(&C::after, bytes(5, number(18, 1))));
  CHECK(commit_refused(&C::after, bytes(5, number(12, 0x1'0000'0000))));
  CHECK(commit_refused(&C::after, bytes(5, bytes(7, number(3, 1)))));
  CHECK(commit_refused(&C::after, bytes(5, bytes(7, number(1, 0x8000'0000)))));  // a day is a signed number of 32 bits
  CHECK_FALSE(commit_refused(&C::after, bytes(5, bytes(7, number(1, ~std::uint64_t{0})))));
  const std::string whole = C().whole();
  for (std::size_t size = 0; size < C().operation_id.size(); ++size) CHECK_FALSE(wire::decode_commit(whole.substr(0, size)));
  CHECK_FALSE(wire::decode_commit(whole.substr(0, whole.size() - 1)));
}

TEST_CASE("IPT-THR-15 in a commit body an enum may be left out, but not given as one that has no name") {
  using C = CommitByHand;
  CHECK_FALSE(commit_refused(&C::after, bytes(5, bytes(2, "baclofen"))));
  CHECK_FALSE(commit_refused(&C::after, bytes(5, bytes(7, ""))));
  CHECK_FALSE(commit_refused(&C::after, ""));
  for (const std::uint64_t mode : {std::uint64_t{0}, std::uint64_t{6}, std::uint64_t{0x1'0000'0001}}) CHECK(commit_refused(&C::after, bytes(5, number(1, mode))));
  for (const std::uint64_t absent : {0u, 5u}) CHECK(commit_refused(&C::after, bytes(5, bytes(8, number(2, absent)))));
}

TEST_CASE("IPT-THR-15 warnings may be packed or not, and each has a name") {
  using C = CommitByHand;
  const std::vector expected{Warning::discrepancy, Warning::stays_stopped};
  for (const auto& warnings : {bytes(6, varint(2) + varint(3)), number(6, 2) + number(6, 3), bytes(6, varint(2)) + bytes(6, varint(3)), number(6, 2) + bytes(6, varint(3)),
                               bytes(6, varint(2, 10) + varint(3, 2))}) {
    const auto body = wire::decode_commit(commit_with(&C::warnings, warnings));
    REQUIRE(body);
    CHECK(body->warnings == expected);
  }
  CHECK(wire::decode_commit(commit_with(&C::warnings, ""))->warnings.empty());
  CHECK(wire::decode_commit(commit_with(&C::warnings, bytes(6, "")))->warnings.empty());
  for (const auto& bad : {number(6, 0), number(6, 10), bytes(6, varint(2) + varint(10)), bytes(6, varint(0)), bytes(6, varint(2) + "\x80"), fixed64(6, 2), number(6, 0x1'0000'0002)}) {
    CHECK(commit_refused(&C::warnings, bad));
  }
}

TEST_CASE("IPT-REQ-14 a commit's operation id has 16 bytes") {
  using C = CommitByHand;
  for (const std::size_t size : {std::size_t{0}, std::size_t{15}, std::size_t{17}, std::size_t{32}}) CHECK(commit_refused(&C::operation_id, bytes(1, std::string(size, 'i'))));
  CHECK(commit_refused(&C::operation_id, ""));
}

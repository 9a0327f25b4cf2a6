// Section 21 of the specification, row by row: what the pump refuses.
#include <doctest/doctest.h>

#include "common/wire.hpp"
#include "tests/common/therapy_by_hand.hpp"

using namespace ipt;
using namespace ipt::by_hand;
using Part = TherapyByHand;

namespace {

bool refused(const std::string& therapy) {
  const auto read = wire::decode_therapy(therapy);
  if (!read) CHECK_FALSE(read.error().text.empty());
  return !read;
}

/// An operation of pump IPT-0001 that ends running, with one kind of content.
std::string of_kind(std::uint64_t field, const std::string& content) { return bytes(1, "IPT-0001") + number(2, 1) + bytes(field, content); }

}  // namespace

TEST_CASE("the bytes made by hand are a refill with a schedule") {
  const auto read = wire::decode_therapy(Part().whole());
  REQUIRE(read);
  CHECK(wire::encode_therapy(*read) == Part().whole());
}

TEST_CASE("IPT-THR-01 a field that this version does not define is refused at every depth") {
  for (const auto depth : every_depth) {
    for (const std::uint64_t field : {12u, 99u, 18'999u, 19'000u, 536'870'911u}) {
      CHECK(refused(with(depth, number(field, 0))));
      CHECK(refused(with(depth, fixed64(field, 0))));
      CHECK(refused(with(depth, bytes(field, ""))));
      CHECK(refused(with(depth, tag(field, 5) + std::string(4, '\0'))));
    }
  }
  for (std::uint64_t kind = 3; kind <= 11; ++kind) CHECK(refused(of_kind(kind, number(99, 0))));
  for (std::uint64_t part = 8; part <= 9; ++part) CHECK(refused(with(&Part::in_refill, bytes(part, number(99, 0)))));  // priming, bridge
  for (std::uint64_t mode = 2; mode <= 5; ++mode) CHECK(refused(of_kind(3, bytes(mode, number(99, 0)))));
}

TEST_CASE("IPT-THR-02 an enum value that this version does not name is refused at every depth") {
  for (const std::uint64_t value : {std::uint64_t{4}, std::uint64_t{99}, std::uint64_t{0x7FFFFFFF}, std::uint64_t{0x80000000}, std::uint64_t{0xFFFFFFFF}}) CHECK(refused(with(&Part::mode_after, number(2, value))));
  for (const std::uint64_t value : {std::uint64_t{8}, std::uint64_t{0xFFFFFFFF}, ~std::uint64_t{0}}) CHECK(refused(with(&Part::weekday, number(1, value))));
  for (std::uint64_t value = 1; value <= 3; ++value) CHECK_FALSE(refused(with(&Part::mode_after, number(2, value))));
  for (std::uint64_t value = 1; value <= 7; ++value) CHECK_FALSE(refused(with(&Part::weekday, number(1, value))));
}

TEST_CASE("IPT-THR-03 an enum that is UNSPECIFIED is refused, given or left out") {
  CHECK(refused(with(&Part::mode_after, number(2, 0))));
  CHECK(refused(with(&Part::mode_after, "")));
  CHECK(refused(with(&Part::weekday, number(1, 0))));
  CHECK(refused(with(&Part::weekday, "")));
  CHECK(refused(of_kind(3, bytes(4, bytes(1, number(2, 5) + number(3, 120'000))))));  // a program's own schedule, not a refill's
}

TEST_CASE("IPT-THR-04 a singular field twice is refused at every depth, equal or not, zero or not") {
  const Part usual;
  for (const std::uint64_t value : {0u, 1u, 2u}) {
    CHECK(refused(with(&Part::in_operation, number(2, value))));
    for (const std::uint64_t field : {1u, 2u, 3u, 5u}) CHECK(refused(with(&Part::in_refill, number(field, value))));
    CHECK(refused(with(&Part::in_program, number(1, value))));
    for (const std::uint64_t field : {1u, 2u, 3u}) CHECK(refused(with(&Part::in_step, number(field, value))));
  }
  CHECK(refused(with(&Part::in_operation, usual.serial)));
  CHECK(refused(with(&Part::in_operation, usual.mode_after)));
  for (const auto part : {&Part::volume, &Part::withdrawn, &Part::expected, &Part::drug, &Part::concentration, &Part::lot}) CHECK(refused(with(&Part::in_refill, usual.*part)));
  CHECK(refused(with(&Part::in_program, usual.program_concentration)));
  for (const auto part : {&Part::weekday, &Part::time_of_day, &Part::dose}) CHECK(refused(with(&Part::in_step, usual.*part)));
}

TEST_CASE("IPT-THR-04 a singular message twice is refused and never merged") {
  CHECK(refused(with(&Part::in_refill, bytes(7, Part().program()))));
  CHECK(refused(with(&Part::in_refill, bytes(7, ""))));
  CHECK_FALSE(refused(with(&Part::in_refill, bytes(8, number(1, 5)))));
  CHECK(refused(with(&Part::in_refill, bytes(8, number(1, 5)) + bytes(8, number(2, 5)))));
  CHECK(refused(with(&Part::in_refill, bytes(9, number(1, 5)) + bytes(9, number(2, 5)))));
}

TEST_CASE("IPT-THR-05 two members of one choice are refused, and one member twice") {
  for (std::uint64_t kind = 3; kind <= 11; ++kind) {
    CHECK(refused(with(&Part::in_operation, bytes(kind, ""))));
    CHECK(refused(bytes(kind, "") + Part().whole()));
    CHECK(refused(of_kind(kind, "") + bytes(kind, "")));
  }
  for (std::uint64_t mode = 2; mode <= 5; ++mode) {
    CHECK(refused(with(&Part::in_program, bytes(mode, ""))));
    CHECK(refused(of_kind(3, bytes(mode, "") + bytes(mode, ""))));
  }
}

TEST_CASE("IPT-THR-06 an operation without a kind and a program without a delivery are refused") {
  CHECK(refused(""));
  CHECK(refused(Part().serial + Part().mode_after));
  CHECK(refused(of_kind(3, "")));
  CHECK(refused(of_kind(3, number(1, 2'000'000))));
  CHECK(refused(of_kind(7, bytes(7, number(1, 2'000'000)))));
}

TEST_CASE("IPT-THR-07 a number beyond its field's type is refused and never cut down") {
  const std::string too_much[] = {std::string(9, '\xFF') + "\x02", std::string(9, '\x80') + "\x02", std::string(9, '\xFF') + "\x7F"};
  const std::string eleven_bytes = std::string(10, '\x80') + std::string(1, '\0');
  CHECK(refused(with(&Part::time_of_day, number(2, 0x1'0000'0000))));
  CHECK_FALSE(refused(with(&Part::time_of_day, number(2, 0xFFFF'FFFF))));
  CHECK(refused(with(&Part::mode_after, number(2, 0x1'0000'0001))));
  CHECK(refused(with(&Part::weekday, number(1, 0x1'0000'0001))));
  CHECK(refused(of_kind(4, number(2, 0x1'0000'0000))));
  CHECK(refused(of_kind(10, number(4, 0x1'0000'0000))));
  CHECK(refused(of_kind(11, number(2, 0x1'0000'0000))));
  for (const auto& varint : {too_much[0], too_much[1], too_much[2], eleven_bytes}) {
    CHECK(refused(with(&Part::mode_after, tag(2, 0) + varint)));
    CHECK(refused(with(&Part::volume, tag(1, 0) + varint)));
    CHECK(refused(with(&Part::program_concentration, tag(1, 0) + varint)));
    CHECK(refused(with(&Part::dose, tag(3, 0) + varint)));
    CHECK(refused(of_kind(9, tag(1, 0) + varint)));
  }
}

TEST_CASE("IPT-THR-08 a field with another wire type than its own is refused at every depth") {
  const std::string eight(8, '\0');
  const std::string four(4, '\0');
  const auto other_types = [&](std::uint64_t field, bool is_number) {
    return std::vector{tag(field, 1) + eight, tag(field, 5) + four, is_number ? bytes(field, varint(1)) : number(field, 1)};
  };
  for (const auto& bad : other_types(1, false)) CHECK(refused(with(&Part::serial, bad)));
  for (const auto& bad : other_types(2, true)) CHECK(refused(with(&Part::mode_after, bad)));
  for (const auto& bad : other_types(7, false)) CHECK(refused(Part().serial + Part().mode_after + bad));
  for (const auto& bad : other_types(1, true)) CHECK(refused(with(&Part::volume, bad)));
  for (const auto& bad : other_types(4, false)) CHECK(refused(with(&Part::drug, bad)));
  for (const auto& bad : other_types(7, false)) CHECK(refused(of_kind(7, bad)));
  for (const auto& bad : other_types(1, true)) CHECK(refused(with(&Part::program_concentration, bad)));
  for (const auto& bad : other_types(4, false)) CHECK(refused(of_kind(3, bad)));
  for (const auto& bad : other_types(1, false)) CHECK(refused(with(&Part::in_flex, bad)));
  for (const auto& bad : other_types(1, true)) CHECK(refused(with(&Part::weekday, bad)));
  for (const auto& bad : other_types(3, true)) CHECK(refused(with(&Part::dose, bad)));
}

TEST_CASE("IPT-THR-08 groups and wire types that do not exist are refused at every depth") {
  for (const auto depth : every_depth) {
    for (const std::uint64_t field : {1u, 2u, 7u, 99u}) {
      CHECK(refused(with(depth, tag(field, 3) + tag(field, 4))));
      for (const unsigned wire_type : {3u, 4u, 6u, 7u}) {
        CHECK(refused(with(depth, tag(field, wire_type))));
        CHECK(refused(with(depth, tag(field, wire_type) + std::string(8, '\0'))));
      }
    }
  }
}

TEST_CASE("IPT-THR-09 bytes cut short anywhere are refused") {
  const std::string whole = Part().whole();
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(refused(whole.substr(0, size)));
  for (const auto depth : every_depth) {
    CHECK(refused(with(depth, std::string("\x80"))));
    CHECK(refused(with(depth, tag(2, 0))));
    CHECK(refused(with(depth, tag(2, 0) + "\x80")));
  }
}

TEST_CASE("IPT-THR-09 a length beyond the end of its message is refused, though the bytes go on behind it") {
  const auto longer = [](std::uint64_t field, const std::string& content, std::uint64_t by) { return tag(field, 2) + varint(content.size() + by) + content; };
  const Part usual;
  for (const std::uint64_t by : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{0x7FFF'0000}, std::uint64_t{0xFFFF'0000}, ~std::uint64_t{0} - 1'000}) {
    CHECK(refused(usual.serial + usual.mode_after + longer(7, usual.refill(), by)));
    CHECK(refused(of_kind(7, usual.volume + longer(7, usual.program(), by)) + std::string(3, '\0')));
    CHECK(refused(of_kind(3, longer(4, usual.flex(), by))));
    CHECK(refused(of_kind(3, bytes(4, longer(1, usual.step(), by)))));
  }
  CHECK(refused(of_kind(7, longer(4, "", 1)) + "x"));
}

TEST_CASE("IPT-THR-09 field number 0 and a tag of more than five bytes are refused at every depth") {
  for (const auto depth : every_depth) {
    for (const unsigned wire_type : {0u, 1u, 2u, 5u}) CHECK(refused(with(depth, varint(wire_type) + std::string(9, '\0'))));
    CHECK(refused(with(depth, varint(0))));
    CHECK(refused(with(depth, std::string(9, '\xFF') + "\x01")));
  }
  for (std::size_t size = 2; size <= 10; ++size) {
    const bool fits = size <= 5;
    CHECK(refused(with(&Part::mode_after, varint(2 << 3, size) + varint(1))) != fits);
    CHECK(refused(with(&Part::volume, varint(1 << 3, size) + varint(1))) != fits);
    CHECK(refused(with(&Part::program_concentration, varint(1 << 3, size) + varint(1))) != fits);
    CHECK(refused(with(&Part::in_flex, varint(1 << 3 | 2, size) + varint(Part().step().size()) + Part().step())) != fits);
    CHECK(refused(with(&Part::dose, varint(3 << 3, size) + varint(1))) != fits);
  }
  CHECK(refused(with(&Part::dose, varint(0x1'0000'0000 | 3 << 3) + varint(1))));
}

TEST_CASE("IPT-THR-10 a text that is not valid UTF-8 is refused") {
  const std::string bad[] = {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE2\x82", "\xE2(\xA1", "\xED\xA0\x80", "\xED\xBF\xBF",
                             "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "good\xFF", "\xC3\xA9\xC3"};
  const std::string good[] = {"", "LOT-7", std::string("\0", 1), "\x7F", "\xC2\x80", "\xC3\xA9", "\xDF\xBF", "\xE0\xA0\x80", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
                              "\xF0\x90\x80\x80", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"};
  for (const auto& text : bad) {
    CHECK(refused(with(&Part::serial, bytes(1, text))));
    CHECK(refused(with(&Part::drug, bytes(4, text))));
    CHECK(refused(with(&Part::lot, bytes(6, text))));
  }
  for (const auto& text : good) {
    CHECK_FALSE(refused(with(&Part::serial, bytes(1, text))));
    CHECK_FALSE(refused(with(&Part::drug, bytes(4, text))));
    CHECK_FALSE(refused(with(&Part::lot, bytes(6, text))));
  }
}

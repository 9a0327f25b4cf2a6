#include "common/printable.hpp"

#include <doctest/doctest.h>

using namespace ipt;

TEST_CASE("what steers a terminal is shown, not sent: control characters of one byte and of two, and bytes that are no text") {
  CHECK(printable("dose \x1b[2J\r\n\x7f") == "dose \\x1b[2J\\x0d\\x0a\\x7f");
  CHECK(printable("\xC2\x9B" "31m") == "\\xc2\\x9b31m");
  CHECK(printable("a\u202Eb\u2028c\u200Bd\u2066e\uFEFFf") == "a\\xe2\\x80\\xaeb\\xe2\\x80\\xa8c\\xe2\\x80\\x8bd\\xe2\\x81\\xa6e\\xef\\xbb\\xbff");
  CHECK(code_point("💧") == 0x1F4A7);
  CHECK(printable("a\xFF" "b\xC3") == "a\\xffb\\xc3");
  CHECK(printable("5 µg, ü, 水, 💧") == "5 µg, ü, 水, 💧");
  CHECK(printable(printable("\x1b")) == printable("\x1b"));
  CHECK(printable_lines("one\ntwo\t") == "one\ntwo\\x09");
}

TEST_CASE("a name cannot pretend to be what stands beside it") {
  for (const char* name : {"Anna", "Dr. Müller 2", "水", "a\u00A0b", "O'Neill-Ng (ward 5)"}) CHECK(is_plain_name(name));
  for (const char* name : {"a  b", "a \u00A0b", "a\u3164b", "a\u115Fb", "a\u180Eb", "a\u00ADb", "a\u2800b", "a\u034F", "a\uFE0Fb", "a\U000E0041b", "a\u2003b", "a\u3000b", "a\nb", "a\xFF"}) {
    CAPTURE(printable(name));
    CHECK_FALSE(is_plain_name(name));
  }
}

TEST_CASE("UTF-8 has one spelling of each character, no halves of a pair, and an end") {
  for (const char* text : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) CHECK(is_utf8(text));
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x20", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) CHECK_FALSE(is_utf8(text));
}

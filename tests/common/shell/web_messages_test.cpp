#include "common/shell/web_messages.hpp"

#include <doctest/doctest.h>

using namespace ipt;

TEST_CASE("an ask has an id and a do, and keeps its fields") {
  const auto ask = read_ask(R"({"id": 7, "do": "needle", "place": "septum", "on": true, "volume_nl": 9007199254740991, "drug": null})");
  REQUIRE(ask);
  CHECK(ask->id == 7);
  CHECK(ask->verb == "needle");
  CHECK(*text_field(*ask, "place") == "septum");
  CHECK(*yes_field(*ask, "on"));
  CHECK(*number_field(*ask, "volume_nl") == 9'007'199'254'740'991);
  CHECK(lacks_field(*ask, "drug"));
  CHECK(lacks_field(*ask, "lot"));
  CHECK_FALSE(lacks_field(*ask, "on"));
}

TEST_CASE("what is no ask says why in a few words") {
  for (const char* message : {"", "{", "[]", "7", R"({"do": "x"})", R"({"id": "7", "do": "x"})", R"({"id": -1, "do": "x"})", R"({"id": 1.5, "do": "x"})", R"({"id": 9007199254740992, "do": "x"})",
                              R"({"id": 7})", R"({"id": 7, "do": 7})", R"({"id": 7, "do": "x"} {})"}) {
    CAPTURE(message);
    const auto ask = read_ask(message);
    REQUIRE_FALSE(ask);
    CHECK(ask.error().code == 1007);
    CHECK(ask.error().reason.size() < 120);
  }
  CHECK_FALSE(read_ask(R"({"id": 7, "do": "x", "deep": )" + std::string(100, '[') + std::string(100, ']') + "}"));
}

TEST_CASE("a do that nobody knows is named, and cut to what a close frame holds") {
  const auto ask = read_ask(R"({"id": 7, "do": ")" + std::string(200, 'x') + "\"}");
  REQUIRE(ask);
  CHECK(unknown_verb(*ask).code == 1008);
  CHECK(unknown_verb(*ask).reason == "there is no do '" + std::string(40, 'x') + "' here");
}

TEST_CASE("a field of another kind is named with what it should be") {
  const auto ask = read_ask(R"({"id": 7, "do": "x", "place": 3, "on": "yes", "volume_nl": 1e3})");
  REQUIRE(ask);
  CHECK(text_field(*ask, "place").error().text == "'place' must be a text.");
  CHECK(yes_field(*ask, "on").error().text == "'on' must be true or false.");
  CHECK(number_field(*ask, "volume_nl").error().text == "'volume_nl' must be a whole number.");
  CHECK(number_field(*ask, "missing").error().text == "'missing' must be a whole number.");
}

TEST_CASE("answers and news are objects on one line") {
  const auto ask = read_ask(R"({"id": 7, "do": "x"})");
  REQUIRE(ask);
  CHECK(answer_ok(*ask, {{"text", "in"}}) == R"({"id":7,"ok":true,"text":"in"})");
  CHECK(answer_not_ok(*ask, "The needle is \xff out.") == R"({"id":7,"ok":false,"text":"The needle is \ufffd out."})");
  CHECK(push_text("tones", {{"now", "none"}}) == R"({"push":"tones","now":"none"})");
}

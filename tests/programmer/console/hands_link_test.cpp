#include "programmer/console/hands_link.hpp"

#include <doctest/doctest.h>

using namespace ipt;

TEST_CASE("hands are named as the bedside prints them, and the path may be left out") {
  for (const char* text : {"ws://127.0.0.1:7001/hands#token=abc-_9", "ws://127.0.0.1:7001/hands#abc-_9", "ws://127.0.0.1:7001#abc-_9", "ws://127.0.0.1:7001/#abc-_9"}) {
    const auto link = parse_hands_link(text);
    REQUIRE_MESSAGE(link, text);
    CHECK(link->origin == "ws://127.0.0.1:7001");
    CHECK(link->url == "ws://127.0.0.1:7001/hands");
    CHECK(link->token == "abc-_9");
  }
}

TEST_CASE("nothing that would add to a page's policy names hands") {
  for (const char* text : {"", "http://127.0.0.1:7001/hands#t", "ws://127.0.0.1:7001/hands", "ws://127.0.0.1:7001/hands#", "ws://127.0.0.1:7001/hands#token=", "ws://a:1 *;script-src/hands#t", "ws://a:1/h;x#t", "ws://a:1/hands#t t", "ws://a/hands#t"}) {
    CHECK_MESSAGE(!parse_hands_link(text), text);
  }
}

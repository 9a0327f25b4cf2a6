#include "common/shell/web_queue.hpp"

#include <doctest/doctest.h>

using ipt::WebQueue;

TEST_CASE("answers go out each and in order, of news only the newest where the oldest stood") {
  WebQueue queue(100);
  queue.push("truth", "1");
  CHECK(queue.answer("a"));
  queue.push("truth", "2");
  queue.push("tones", "x");
  CHECK(queue.answer("b"));
  queue.push("truth", "3");
  std::string out;
  while (!queue.is_empty()) out += queue.take();
  CHECK(out == "3axb");
}

TEST_CASE("more answers than are kept are refused, until some have gone out; news never are") {
  WebQueue queue(10);
  CHECK(queue.answer("0123456789"));
  CHECK_FALSE(queue.answer("x"));
  queue.push("truth", std::string(1'000, 't'));
  CHECK(queue.take() == "0123456789");
  CHECK(queue.answer("x"));
  CHECK(queue.take().size() == 1'000);
  CHECK(queue.take() == "x");
}

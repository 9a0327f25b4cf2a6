#include "common/result.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <type_traits>

using namespace ipt;

namespace {

Result<std::unique_ptr<int>> read(bool good) {
  if (!good) return Error{"it is no number"};
  return std::make_unique<int>(7);
}

/// Whether doing this ends the program by abort, tried in a child.
template <class Act>
bool ends_the_program(Act act) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // doctest's handler would report it as a failure of its own
    act();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static_assert(!std::is_convertible_v<Result<int>, bool>, "a Result is asked on purpose, never taken for a yes or no by chance");

}  // namespace

TEST_CASE("a Result holds a value or says why there is none") {
  const auto good = read(true);
  REQUIRE(good);
  CHECK(good.has_value());
  CHECK(**good == 7);
  const auto bad = read(false);
  REQUIRE_FALSE(bad);
  CHECK_FALSE(bad.has_value());
  CHECK(bad.error().text == "it is no number");
}

TEST_CASE("a value moves out of a Result and is changed in place") {
  const std::unique_ptr<int> taken = *read(true);
  CHECK(*taken == 7);
  Result<std::string> text(std::string("dose"));
  text->append(" set");
  *text += ".";
  CHECK(text.value() == "dose set.");
}

TEST_CASE("reading what a Result does not hold ends the program instead of making a value up") {
  CHECK(ends_the_program([] { static_cast<void>(read(false).value()); }));
  CHECK(ends_the_program([] { static_cast<void>(read(true).error()); }));
  CHECK_FALSE(ends_the_program([] { static_cast<void>(read(true).value()); }));
}

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "programmer/report/html.hpp"
#include "programmer/report/session_report.hpp"
#include "programmer/report/text.hpp"
#include "tests/programmer/report/made_up_visit.hpp"
#include "tests/support/file_bytes.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

/// What a reader of the repository can open. After a change that is meant, IPT_NEW_GOLDEN=1 writes them anew, to be looked at.
std::string golden(const std::string& name, const std::string& now) {
  const auto path = std::filesystem::path(IPT_SOURCE) / "tests/programmer/report/golden" / name;
  if (std::getenv("IPT_NEW_GOLDEN") != nullptr) put_file(path, now);
  return bytes_of_file(path);
}

/// The first line in which two texts differ; empty: none.
std::string first_difference(const std::string& a, const std::string& b) {
  std::size_t begins = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i >= a.size() || i >= b.size() || a[i] != b[i]) return "expected: " + a.substr(begins, a.find('\n', i) - begins) + "\ncame:     " + b.substr(std::min(begins, b.size()), b.find('\n', std::min(i, b.size())) - begins);
    if (a[i] == '\n') begins = i + 1;
  }
  return {};
}

}  // namespace

TEST_CASE("the made-up visit gives the text that lies beside this test, to the byte") {
  const std::string text = report::text_of(report::session_report(made_up_visit()));
  CHECK(first_difference(golden("visit.txt", text), text) == "");
}

TEST_CASE("the made-up visit gives the page that lies beside this test, to the byte") {
  const std::string page = report::html_of(report::session_report(made_up_visit()));
  CHECK(first_difference(golden("visit.html", page), page) == "");
}

TEST_CASE("the same visit gives the same bytes, another one others") {
  const auto page = [](const report::Readings& read) { return report::html_of(report::session_report(read)); };
  CHECK(page(made_up_visit()) == page(made_up_visit()));
  auto later = made_up_visit();
  later.status.reservoir -= 2'500_nL;
  CHECK(page(later) != page(made_up_visit()));
}

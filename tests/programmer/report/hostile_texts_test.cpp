#include <doctest/doctest.h>
#include <pugixml.hpp>

#include <algorithm>

#include "programmer/report/html.hpp"
#include "programmer/report/session_report.hpp"
#include "programmer/report/text.hpp"
#include "tests/programmer/report/made_up_visit.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

constexpr const char* script = "</style><script>alert(\"1\")</script><img src=x onerror='go()'>&amp;";

/// Every text that comes from elsewhere, bad.
report::Readings hostile_visit(const std::string& bad) {
  auto read = made_up_visit();
  read.info.serial = read.info.model = read.status.drug = read.who = read.link = read.since_when = bad;
  read.status.other_doses.front().drug = bad;
  for (auto& entry : read.log) entry.who = entry.why = bad;
  for (auto& sent : read.sent) sent.intent = "refill, lot " + bad;
  read.doubts = {bad};
  return read;
}

pugi::xml_document parsed(const std::string& page) {
  pugi::xml_document document;
  const auto outcome = document.load_string(page.c_str(), pugi::parse_default | pugi::parse_doctype);
  INFO(outcome.description());
  REQUIRE(outcome);
  return document;
}

struct Seen : pugi::xml_tree_walker {
  std::vector<std::string> names;
  std::vector<std::string> attributes;
  std::string words;
  bool for_each(pugi::xml_node& node) override {
    if (node.type() == pugi::node_element) names.emplace_back(node.name());
    for (const auto& attribute : node.attributes()) attributes.emplace_back(attribute.name());
    words += node.value();
    return true;
  }
};

Seen seen(const std::string& page) {
  auto document = parsed(page);
  Seen all;
  document.traverse(all);
  return all;
}

}  // namespace

TEST_CASE("no name, lot or text that somebody gave becomes part of the page's markup") {
  const auto calm = seen(report::html_of(report::session_report(made_up_visit())));
  const auto hostile = seen(report::html_of(report::session_report(hostile_visit(script))));
  CHECK(hostile.words.find(script) != std::string::npos);
  for (const auto& all : {calm, hostile}) {
    CHECK(std::ranges::find(all.names, "script") == all.names.end());
    CHECK(std::ranges::find(all.names, "img") == all.names.end());
    for (const auto& name : all.attributes) {
      CAPTURE(name);
      CHECK_FALSE(name.starts_with("on"));
      CHECK_FALSE((name == "src" || name == "href" || name == "style"));
    }
  }
}

TEST_CASE("nothing that somebody gave steers a terminal, turns the text's direction or starts a line of its own") {
  const std::string bad = "a\x1b[31mred\n  ATTENTION: forged\u202Eback\xff\x01";
  const auto document = report::session_report(hostile_visit(bad));
  for (const auto& form : {report::text_of(document), report::html_of(document)}) {
    CHECK(form.find('\x1b') == std::string::npos);
    CHECK(form.find('\x01') == std::string::npos);
    CHECK(form.find('\xff') == std::string::npos);
    CHECK(form.find("\u202E") == std::string::npos);
    CHECK(form.find("\n  ATTENTION: forged") == std::string::npos);
    CHECK(form.find("a\\x1b[31mred\\x0a  ATTENTION: forged\\xe2\\x80\\xaeback\\xff\\x01") != std::string::npos);
  }
}

TEST_CASE("the page names nothing outside itself, and forbids itself to load or run anything") {
  const std::string page = report::html_of(report::session_report(made_up_visit()));
  for (const char* outside : {"http:", "https:", "url(", "@import", "<link", "<script", "javascript:"}) {
    CAPTURE(outside);
    CHECK(page.find(outside) == std::string::npos);
  }
  const auto document = parsed(page);
  const std::string policy = document.select_node("//meta[@http-equiv]/@content").attribute().value();
  CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
}

TEST_CASE("no figure of the page's tables is parted from its unit where a line ends") {
  const std::string page = report::html_of(report::session_report(made_up_visit()));
  CHECK(page.find("100\u00A0mcg to 140\u00A0mcg/day (+16.7\u00A0%)</td>") != std::string::npos);
  CHECK(page.find("program 120\u00A0mcg/day \u2192 100\u00A0mcg to 140\u00A0mcg/day</td>") != std::string::npos);
}

TEST_CASE("both ends of page and text say what this is, and no unit of it can be misread") {
  const auto document = report::session_report(made_up_visit());
  for (const auto& form : {report::text_of(document), report::html_of(document)}) {
    const auto first = form.find("SIMULATION \u2013 not a medical device"), last = form.rfind("SIMULATION \u2013 not a medical device");
    CHECK(first != last);
    CHECK(last != std::string::npos);
    for (const char* bad : {"\u00B5g", "\u03BCg", " ug", ".0 mL", ".0 mcg", " .5"}) {
      CAPTURE(bad);
      CHECK(form.find(bad) == std::string::npos);
    }
  }
}

// Real sockets of this machine, and a page that is no browser.
#include "common/shell/web.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "common/shell/web_messages.hpp"
#include "tests/common/shell/web_client.hpp"

using namespace ipt;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr WebAsset assets[] = {{"/", "text/html; charset=utf-8", "<!doctype html><title>page</title>"}, {"/page.js", "text/javascript", "let x;"}};

/// A server in its own thread, which says back what it hears.
class Served {
 public:
  explicit Served(WebLimits limits = {}) {
    WebDoor door{"/link", "secret", {}, {}, {}, {}};
    door.opened = [this](WebLinkId id) { note([&] { open.push_back(id); }); };
    door.message = [this](WebLinkId id, std::string_view message) { on_message(*server, id, message); };
    door.closed = [this](WebLinkId id) { note([&] { closed.push_back(id); }); };
    WebDoor hands = door;
    hands.path = "/hands";
    hands.origins = {"http://127.0.0.1:1"};
    auto listening = WebServer::listen(io, {.assets = assets, .doors = {door, hands}, .refused = [this](std::string_view line) { note([&] { refused += std::string(line) + "\n"; }); }, .limits = limits});
    REQUIRE(listening);
    server.emplace(std::move(*listening));
    thread = std::thread([this] { io.run(); });
  }
  ~Served() {
    if (thread.joinable()) end();
  }
  /// Returns when nothing of the server is left to do.
  void end() {
    in_thread([this] { server->stop(); });
    thread.join();
  }
  void in_thread(std::function<void()> what) { asio::post(io, std::move(what)); }
  template <class Condition>
  bool comes_about(Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 10s, condition);
  }

  [[nodiscard]] std::string address() const { return server->address(); }
  [[nodiscard]] std::string words(const std::string& path = "/link") const { return upgrade(address(), "http://" + address(), "secret", path); }
  std::string answer_to(const std::string& bytes) {
    RawPage page(address());
    page.say(bytes);
    return page.header();
  }

  asio::io_context io{1};
  std::optional<WebServer> server;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<WebLinkId> open, closed;
  std::string refused;
  std::function<void(WebServer&, WebLinkId, std::string_view)> on_message = [](WebServer& at, WebLinkId id, std::string_view message) { at.send(id, std::string(message)); };

 private:
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex);
    change();
    changed.notify_all();
  }
};

/// A page that has been let in.
struct Page : RawPage {
  explicit Page(Served& served, const std::string& path = "/link") : RawPage(served.address()) {
    say(served.words(path));
    REQUIRE(header().starts_with("HTTP/1.1 101"));
  }
};

std::string get(const Served& served, const std::string& target, const std::string& verb = "GET") { return verb + " " + target + " HTTP/1.1\r\nHost: " + served.address() + "\r\n\r\n"; }

}  // namespace

TEST_CASE("the page and its files are served under a strict policy, and nothing else is") {
  Served served;
  RawPage page(served.address());
  page.say(get(served, "/?lang=en"));
  const std::string header = page.header();
  CHECK(header.starts_with("HTTP/1.1 200"));
  for (const char* line : {"Content-Security-Policy: default-src 'none'; script-src 'self'", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store", "Content-Type: text/html", "Content-Length: 34"})
    CHECK_MESSAGE(header.find(line) != std::string::npos, line);
  page.say(get(served, "/page.js"));
  CHECK(page.header().ends_with("Content-Length: 6\r\n\r\n"));
  for (const char* target : {"/../page.js", "/page.js/..", "//etc/passwd", "/%2e%2e/etc/passwd", "/page.j", "/link/", "*"}) CHECK_MESSAGE(served.answer_to(get(served, target)).starts_with("HTTP/1.1 404"), target);
  CHECK(served.answer_to(get(served, "/", "POST")).starts_with("HTTP/1.1 405"));
  CHECK(served.answer_to(get(served, "/", "HEAD")).find("Content-Length: 34") != std::string::npos);
}

TEST_CASE("a Host that the program did not print is refused, also for a link") {
  Served served;
  CHECK(served.answer_to("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").starts_with("HTTP/1.1 421"));
  CHECK(served.answer_to("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 421"));
  CHECK(served.answer_to(upgrade("evil.example", "http://" + served.address(), "secret")).starts_with("HTTP/1.1 421"));
  CHECK(served.comes_about([&] { return served.refused.find("another Host") != std::string::npos; }));
  CHECK(served.refused.find("evil.example") != std::string::npos);
}

TEST_CASE("a wrong Origin, token or path lets nobody in, and each is told without the token") {
  Served served;
  CHECK(served.answer_to(upgrade(served.address(), "http://evil.example", "secret")).starts_with("HTTP/1.1 403"));
  CHECK(served.answer_to(upgrade(served.address(), "http://" + served.address(), "guess")).starts_with("HTTP/1.1 401"));
  CHECK(served.answer_to(upgrade(served.address(), "http://" + served.address(), "secret", "/other")).starts_with("HTTP/1.1 404"));
  served.end();
  CHECK(served.refused.find("a wrong token") != std::string::npos);
  CHECK(served.refused.find("the Origin of another page (the first: 'http://evil.example')") != std::string::npos);
  CHECK(served.refused.find("guess") == std::string::npos);
  CHECK(served.open.empty());
}

TEST_CASE("another page's Origin comes through the door that allows it, and through no other") {
  Served served;
  CHECK(served.answer_to(upgrade(served.address(), "http://127.0.0.1:1", "secret", "/hands")).starts_with("HTTP/1.1 101"));
  CHECK(served.answer_to(upgrade(served.address(), "http://127.0.0.1:1", "secret", "/link")).starts_with("HTTP/1.1 403"));
  CHECK(served.answer_to(upgrade(served.address(), "http://127.0.0.1:2", "secret", "/hands")).starts_with("HTTP/1.1 403"));
}

TEST_CASE("a link answers in order, and a ping as well") {
  Served served;
  Page page(served);
  page.text("one");
  page.frame(9, "still there?");
  page.text("two");
  CHECK(page.told().text == "one");
  const std::string next = page.told().text, last = page.told().text;  // a pong keeps no order
  CHECK((next == "two" || last == "two"));
  CHECK((next == "two" ? last : next) == "still there?");
}

TEST_CASE("a message too long, in bytes or in no UTF-8 closes its own link with a reason, and the others go on") {
  Served served;
  Page other(served);
  Page longest(served), binary(served), garbled(served);
  longest.text(std::string(64 * 1024, 'x'));
  CHECK(longest.told().text.size() == 64 * 1024);
  longest.text(std::string(64 * 1024 + 1, 'x'));
  const auto too_long = longest.told();
  CHECK(too_long.opcode == 8);
  CHECK(too_long.code() == 1009);
  binary.frame(2, "bytes");
  const auto no_text = binary.told();
  CHECK(no_text.code() == 1003);
  CHECK(no_text.reason() == "a message is text here");
  garbled.text("\xff");
  CHECK(garbled.told().code() == 1007);
  other.text("still here");
  CHECK(other.told().text == "still here");
}

TEST_CASE("the program closes a link with its reason: it ends once, and the others go on") {
  Served served;
  served.on_message = [](WebServer& server, WebLinkId id, std::string_view message) {
    if (message == "go") {
      server.send(id, "last word");
      server.close(id, 1008, "there is no do 'go' here");
      server.close(id, 1000, "again");
      server.send(id, "too late");
    } else {
      server.send(id, "heard");
    }
  };
  Page one(served), other(served);
  one.text("go");
  CHECK(one.told().text == "last word");
  const auto end = one.told();
  CHECK(end.code() == 1008);
  CHECK(end.reason() == "there is no do 'go' here");
  one.frame(8, end.text);
  CHECK(one.told().opcode == -1);
  CHECK(served.comes_about([&] { return served.closed.size() == 1; }));
  other.text("x");
  CHECK(other.told().text == "heard");
}

TEST_CASE("a page that does not answer the close is gone all the same") {
  Served served({.parting = 20ms});
  served.on_message = [](WebServer& server, WebLinkId id, std::string_view) { server.close(id, 1000, "bye"); };
  Page page(served);
  page.text("x");
  CHECK(page.told().opcode == 8);
  CHECK(page.told().opcode == -1);
  CHECK(served.comes_about([&] { return served.closed.size() == 1; }));
}

TEST_CASE("a page that reads slowly hears the newest news and every answer") {
  Served served;
  served.on_message = [](WebServer& server, WebLinkId id, std::string_view message) {
    for (int time = 0; time < 2'000; ++time) server.push(id, "truth", "news " + std::to_string(time) + std::string(10'000, ' '));
    server.send(id, std::string(message));
  };
  Page page(served);
  for (int asked = 0; asked < 20; ++asked) page.text("answer " + std::to_string(asked));
  int answers = 0, news = 0;
  std::string newest;
  while (answers < 20 || newest.substr(0, 9) != "news 1999") {
    const auto told = page.told();
    REQUIRE(told.opcode == 1);
    if (told.text.starts_with("answer")) {
      CHECK(told.text == "answer " + std::to_string(answers++));
    } else {
      ++news;
      newest = told.text;
    }
  }
  CHECK(news < 20 * 100);
}

TEST_CASE("a page that leaves its answers unread is closed, and the others go on") {
  Served served({.unread = 100'000, .parting = 20ms});
  served.on_message = [](WebServer& server, WebLinkId id, std::string_view message) { server.send(id, std::string(message == "much" ? 60'000 : 10, 'x')); };
  Page slow(served);
  CHECK(served.comes_about([&] { return served.open.size() == 1; }));
  Page other(served);
  // What the operating system takes counts as read: more than it can take.
  served.in_thread([&] {
    for (int time = 0; time < 1'000; ++time) served.on_message(*served.server, served.open.front(), "much");
  });
  CHECK(served.comes_about([&] { return served.closed.size() == 1; }));
  CHECK(served.closed.front() == served.open.front());
  other.text("x");
  CHECK(other.told().text == "xxxxxxxxxx");
}

TEST_CASE("fifty pages each hear the newest of a thousand news") {
  Served served;
  std::vector<std::unique_ptr<Page>> pages;
  for (int page = 0; page < 50; ++page) pages.push_back(std::make_unique<Page>(served));
  CHECK(served.comes_about([&] { return served.open.size() == 50; }));
  served.in_thread([&] {
    for (int time = 1; time <= 1'000; ++time) {
      for (const auto id : served.open) served.server->push(id, "truth", std::to_string(time));
    }
  });
  for (const auto& page : pages) {
    std::string heard;
    while (heard != "1000") {
      const auto told = page->told();
      REQUIRE(told.opcode == 1);
      heard = told.text;
    }
  }
}

TEST_CASE("half a request, a header without an end and one that is no HTTP are hung up on") {
  Served served({.request = 500ms});
  {
    RawPage endless(served.address());
    endless.say("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x'));
    endless.rest();  // perhaps nothing: what was not read makes the operating system forget the answer
  }
  CHECK(served.answer_to(std::string("\x16\x03\x01\x02", 4) + "\r\n\r\n").starts_with("HTTP/1.1 400"));
  RawPage half(served.address()), silent(served.address());
  half.say("GET / HTTP/1.1\r\nHost: 127");
  CHECK(half.rest().empty());
  CHECK(silent.rest().empty());
  served.end();
  CHECK(served.refused.find("a request that was not finished in time") != std::string::npos);
  CHECK(served.refused.find("what is no HTTP request 2 times") != std::string::npos);
}

TEST_CASE("a page that answers no ping is taken for gone") {
  Served served({.idle = 100ms, .parting = 20ms});
  Page page(served);
  CHECK(page.told().opcode == 9);
  CHECK(served.comes_about([&] { return served.closed.size() == 1; }));
}

TEST_CASE("one link too many is refused, and there is room again when one has gone; one visitor too many is hung up on") {
  Served served({.links = 2, .visitors = 4});
  Page one(served);
  {
    Page two(served);
    CHECK(served.answer_to(served.words()).starts_with("HTTP/1.1 503"));
  }
  CHECK(served.comes_about([&] { return served.closed.size() == 1; }));
  Page again(served);
  RawPage third(served.address()), fourth(served.address()), fifth(served.address());
  CHECK(fifth.rest().empty());
  one.text("x");
  CHECK(one.told().text == "x");
}

TEST_CASE("when the program ends every link is told, and nothing keeps it") {
  Served served({.parting = 1'000ms});  // long enough for a busy machine to write the Goodbye
  Page page(served);
  RawPage visitor(served.address());
  CHECK(served.comes_about([&] { return served.open.size() == 1; }));  // a page may know before the program does
  served.end();
  const auto end = page.told();
  REQUIRE(end.opcode == 8);
  CHECK(end.code() == 1001);
  CHECK(visitor.rest().empty());
  CHECK(served.closed.size() == 1);
}

TEST_CASE("a page is served to this machine only, unless it is told otherwise") {
  asio::io_context io;
  const auto refused = WebServer::listen(io, {.host = "0.0.0.0"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text == "Cannot serve a page at 0.0.0.0:0 (that is no loopback address, and pages travel unprotected): use 127.0.0.1 or ::1.");
  CHECK(WebServer::listen(io, {.host = "0.0.0.0", .beyond_this_machine = true}));
  CHECK_FALSE(WebServer::listen(io, {.host = "somewhere"}));
  const auto first = WebServer::listen(io, {});
  REQUIRE(first);
  const auto port = static_cast<std::uint16_t>(std::stoul(first->address().substr(10)));
  CHECK_FALSE(WebServer::listen(io, {.port = port}));
}

#include "common/shell/web_gate.hpp"

#include <doctest/doctest.h>

#include "common/shell/web_refusals.hpp"

using namespace ipt;

namespace {
unsigned status_for(WebVisitor visitor) {
  const auto refusal = refusal_of(visitor, "secret", {"http://127.0.0.1:7000", "http://localhost:7000"});
  return refusal ? refusal->status : 0;
}
}  // namespace

TEST_CASE("a page of the server with the token and the subprotocol comes in") {
  CHECK(status_for({"http://127.0.0.1:7000", "ipt-console, token.secret"}) == 0);
  CHECK(status_for({"http://localhost:7000", "token.secret,ipt-console"}) == 0);
}

TEST_CASE("another Origin is refused before the token is looked at, and so is none") {
  CHECK(status_for({"http://127.0.0.1:7001", "ipt-console, token.secret"}) == 403);
  CHECK(status_for({"http://127.0.0.1:7000.example", "ipt-console, token.secret"}) == 403);
  CHECK(status_for({"null", "ipt-console, token.wrong"}) == 403);
  CHECK(status_for({"", "ipt-console, token.secret"}) == 403);
}

TEST_CASE("a token that is wrong, longer, shorter or missing is refused") {
  for (const char* protocols : {"ipt-console, token.secreT", "ipt-console, token.secrets", "ipt-console, token.secre", "ipt-console, token.", "ipt-console", "", "ipt-console, secret"})
    CHECK(status_for({"http://127.0.0.1:7000", protocols}) == 401);
  CHECK(status_for({"http://127.0.0.1:7000", "token.secret"}) == 400);
}

TEST_CASE("tokens are long, and no two are the same") {
  CHECK(web_token().size() == 48);
  CHECK(web_token() != web_token());
  CHECK(web_token().find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("a server is called by its address, by localhost and by its names") {
  CHECK(web_hosts("127.0.0.1", 7000, true, {}) == std::vector<std::string>{"127.0.0.1:7000", "localhost:7000"});
  CHECK(web_hosts("::1", 7000, true, {}).front() == "[::1]:7000");
  CHECK(web_hosts("10.0.0.9", 80, false, {"trainer.example"}) == std::vector<std::string>{"10.0.0.9", "trainer.example"});
}

TEST_CASE("the page may link to its own server and to those that are named, and runs no script but its own") {
  const std::string policy = web_policy({"127.0.0.1:7000"}, {"ws://127.0.0.1:7001"});
  CHECK(policy.ends_with("connect-src 'self' ws://127.0.0.1:7000 ws://127.0.0.1:7001"));
  CHECK(policy.find("script-src 'self';") != std::string::npos);
  CHECK(policy.find("unsafe") == std::string::npos);
}

TEST_CASE("what was refused is told by kind, with the first of each and no steering characters") {
  WebRefusals refusals;
  for (int times = 0; times < 3; ++times) refusals.add("a wrong token", {});
  refusals.add("another Host", "evil\x1b[2J");
  refusals.add("another Host", "later");
  CHECK(refusals.take() == "refused: a wrong token 3 times; another Host 2 times (the first: 'evil\\x1b[2J')");
  CHECK(refusals.is_empty());
}

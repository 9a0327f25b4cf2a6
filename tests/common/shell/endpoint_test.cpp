#include "common/shell/endpoint.hpp"

#include <doctest/doctest.h>

using namespace ipt;

namespace {

std::string again(std::string_view text) {
  const auto endpoint = parse_endpoint(text);
  return endpoint ? format_endpoint(*endpoint) : "refused: " + endpoint.error().text;
}

}  // namespace

TEST_CASE("an endpoint is understood in every form in which people write it") {
  CHECK(again("tcp:127.0.0.1:5000") == "tcp:127.0.0.1:5000");
  CHECK(again("tls:pump.example:5000") == "tls:pump.example:5000");
  CHECK(again("localhost:5000") == "tls:localhost:5000");  // protected, unless plaintext is asked for
  CHECK(again("[::1]:65535") == "tls:[::1]:65535");
  CHECK(again("tcp:[::1]:1") == "tcp:[::1]:1");
  CHECK(again("unix:/run/pump.sock") == "unix:/run/pump.sock");
  CHECK(again("/run/with:colon and blank") == "unix:/run/with:colon and blank");
  CHECK(*parse_endpoint("[::1]:7") == Endpoint{TcpEndpoint{"::1", 7, true}});
  CHECK(*parse_endpoint("tcp:[::1]:7") == Endpoint{TcpEndpoint{"::1", 7, false}});
}

TEST_CASE("a bad endpoint gets a sentence that says what would be right") {
  struct Bad {
    const char* text;
    const char* why;
  };
  const Bad bad[] = {
      {"", "it is empty"},           {"localhost", "it has no port"},      {":5000", "it has no host"},
      {"host:", "its port ''"},      {"host:0", "its port '0'"},           {"host:65536", "its port '65536'"},
      {"host:+5", "its port '+5'"},  {"host:5x", "its port '5x'"},         {"::1:5000", "needs brackets"},
      {"[::1:5000", "never closed"}, {"[::1]", "never closed"},            {"unix:", "it has no path"},
      {"unix:run", "begins with a"}, {"http://host:80", "a web address"},  {"a host:80", "a character that none has"},
      {"tcp:5000", "it has no port"},
  };
  for (const auto& [text, why] : bad) {
    CAPTURE(text);
    const auto endpoint = parse_endpoint(text);
    REQUIRE_FALSE(endpoint);
    CAPTURE(endpoint.error().text);
    CHECK(endpoint.error().text.find(why) != std::string::npos);
    CHECK(endpoint.error().text.find("write HOST:PORT") != std::string::npos);
  }
}

TEST_CASE("a socket's path may be as long as the system allows and no longer") {
  CHECK(parse_endpoint("/" + std::string(longest_unix_path - 1, 'x')));
  CHECK(parse_endpoint("/" + std::string(longest_unix_path, 'x')).error().text.find("108 bytes") != std::string::npos);
}

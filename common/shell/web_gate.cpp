#include "common/shell/web_gate.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>

#include "common/check.hpp"

namespace ipt {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string web_token() {
  std::array<unsigned char, 24> bytes{};
  IPT_CHECK(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

bool is_same_secret(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t at = 0; at < one.size(); ++at) difference = static_cast<unsigned char>(difference | (one[at] ^ other[at]));
  return difference == 0;
}

std::vector<std::string> web_hosts(const std::string& address, std::uint16_t port, bool is_loopback, const std::vector<std::string>& names) {
  std::vector<std::string> hosts{address.find(':') == std::string::npos ? address : "[" + address + "]"};
  if (is_loopback) hosts.emplace_back("localhost");
  hosts.insert(hosts.end(), names.begin(), names.end());
  for (auto& host : hosts) {
    if (port != 80) host += fmt::format(":{}", port);  // a browser leaves out the port of http
  }
  return hosts;
}

std::vector<std::string> web_origins(const std::vector<std::string>& hosts) {
  std::vector<std::string> origins;
  for (const auto& host : hosts) origins.push_back("http://" + host);
  return origins;
}

std::optional<WebRefusal> refusal_of(const WebVisitor& visitor, std::string_view token, const std::vector<std::string>& origins) {
  if (std::find(origins.begin(), origins.end(), visitor.origin) == origins.end()) return WebRefusal{403, "the Origin of another page"};
  bool speaks_our_protocol = false, has_the_token = false;
  for (std::string_view rest = visitor.subprotocols; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    const std::string_view one = trimmed(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    speaks_our_protocol |= one == web_subprotocol;
    has_the_token |= one.starts_with("token.") && is_same_secret(one.substr(6), token);
  }
  if (!has_the_token) return WebRefusal{401, "a wrong token"};
  if (!speaks_our_protocol) return WebRefusal{400, "another subprotocol"};
  return std::nullopt;
}

std::string web_policy(const std::vector<std::string>& hosts, const std::vector<std::string>& connect_to) {
  std::string policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'; connect-src 'self'";
  for (const auto& host : hosts) policy += " ws://" + host;
  for (const auto& other : connect_to) policy += " " + other;
  return policy;
}

}  // namespace ipt

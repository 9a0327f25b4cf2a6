#include "common/shell/endpoint.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace ipt {
namespace {

constexpr const char* forms = "write HOST:PORT (127.0.0.1:5000, [::1]:5000), tcp:HOST:PORT for plaintext on this machine, or a Unix socket's path (/run/pump.sock)";

Error bad(std::string_view text, std::string_view why) {
  return {fmt::format("'{}' is not an endpoint, because {}: {}.", text, why, forms)};
}

std::optional<std::uint16_t> port_of(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

Result<Endpoint> parse_unix(std::string_view text, std::string_view path) {
  if (path.empty()) return bad(text, "it has no path");
  if (path.front() != '/') return bad(text, "a socket's path begins with a slash");
  if (path.find('\0') != path.npos) return bad(text, "its path has a zero byte");
  if (path.size() > longest_unix_path) {
    return bad(text, fmt::format("its path has {} bytes and a socket's may have {}", path.size(), longest_unix_path));
  }
  return Endpoint{UnixEndpoint{std::string(path)}};
}

Result<Endpoint> parse_tcp(std::string_view text, std::string_view rest, bool is_protected) {
  const auto colon = rest.rfind(':');
  if (colon == rest.npos) return bad(text, "it has no port");
  std::string_view host = rest.substr(0, colon);
  const std::string_view digits = rest.substr(colon + 1);
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return bad(text, "its [ is never closed before the port");
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != host.npos) {
    return bad(text, "an IPv6 address needs brackets");
  }
  if (host.empty()) return bad(text, "it has no host");
  if (host.find_first_of(" \t\r\n/[]@?#") != host.npos) return bad(text, "its host has a character that none has");
  const auto port = port_of(digits);
  if (!port) return bad(text, fmt::format("its port '{}' is not a number from 1 to 65535", digits));
  return Endpoint{TcpEndpoint{std::string(host), *port, is_protected}};
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  if (text.empty()) return bad(text, "it is empty");
  if (text.front() == '/') return parse_unix(text, text);
  if (text.starts_with("unix:")) return parse_unix(text, text.substr(5));
  if (text.starts_with("tls:")) return parse_tcp(text, text.substr(4), true);
  if (text.starts_with("tcp:")) return parse_tcp(text, text.substr(4), false);
  if (text.find("://") != text.npos) return bad(text, "it is a web address");
  return parse_tcp(text, text, true);
}

std::string format_endpoint(const Endpoint& endpoint) {
  if (const auto* unix_endpoint = std::get_if<UnixEndpoint>(&endpoint)) return "unix:" + unix_endpoint->path;
  const auto& [host, port, is_protected] = std::get<TcpEndpoint>(endpoint);
  const bool is_v6 = host.find(':') != host.npos;
  return fmt::format("{}:{}{}{}:{}", is_protected ? "tls" : "tcp", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
}

}  // namespace ipt

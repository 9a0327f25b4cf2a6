#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "common/result.hpp"

namespace ipt {

struct TcpEndpoint {
  std::string host;  ///< a name or an address, IPv6 without its brackets
  std::uint16_t port = 0;
  bool is_protected = false;  ///< by TLS: then it may be on any machine
  bool operator==(const TcpEndpoint&) const = default;
};
struct UnixEndpoint {
  std::string path;
  bool operator==(const UnixEndpoint&) const = default;
};
/// Where a pump can be reached.
using Endpoint = std::variant<TcpEndpoint, UnixEndpoint>;

/// The longest path that a Unix socket can have on Linux, in bytes.
inline constexpr std::size_t longest_unix_path = 107;

/// `tls:HOST:PORT` or only `HOST:PORT` (protected), `tcp:HOST:PORT` (in the clear), `unix:/path` or `/path`; an IPv6 host in
/// brackets. An error says what would be right.
Result<Endpoint> parse_endpoint(std::string_view text);

/// As parse_endpoint reads it, with its prefix: `tls:127.0.0.1:5000`, `tcp:[::1]:5000`, `unix:/run/pump.sock`.
std::string format_endpoint(const Endpoint& endpoint);

}  // namespace ipt

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipt {

/// For a door: 192 bits from the operating system, in letters that an address and a header may hold.
std::string web_token();

/// Takes as long whatever differs, unless the lengths do.
bool is_same_secret(std::string_view, std::string_view);

/// The `host:port` forms by which a browser may call the server: its own address, `localhost` if that is a loopback one,
/// and the names.
std::vector<std::string> web_hosts(const std::string& address, std::uint16_t port, bool is_loopback, const std::vector<std::string>& names);
/// The same pages as origins.
std::vector<std::string> web_origins(const std::vector<std::string>& hosts);

/// The subprotocol that every page asks for, beside `token.TOKEN`.
inline constexpr std::string_view web_subprotocol = "ipt-console";

struct WebRefusal {
  unsigned status;    // of HTTP
  const char* what;   // in a few words
};

/// What a page says of itself when it asks for a link.
struct WebVisitor {
  std::string_view origin;
  std::string_view subprotocols;  // a comma between
};
/// Nothing: it may come in.
std::optional<WebRefusal> refusal_of(const WebVisitor&, std::string_view token, const std::vector<std::string>& origins);

/// For what the page may do: nothing from elsewhere, no script but its own files, and links to nobody but these.
std::string web_policy(const std::vector<std::string>& hosts, const std::vector<std::string>& connect_to);

}  // namespace ipt

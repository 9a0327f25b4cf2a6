#include "programmer/console/hands_link.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ipt {
namespace {

/// No blank and nothing else that would end the word in a page's policy.
bool holds_only(std::string_view text, std::string_view signs) {
  return !text.empty() && std::ranges::all_of(text, [&](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || signs.find(letter) != signs.npos;
  });
}

}  // namespace

Result<HandsLink> parse_hands_link(std::string_view text) {
  constexpr std::string_view scheme = "ws://";
  const Error wrong{fmt::format("'{}' names no hands: give what `bedside console` prints, ws://HOST:PORT/hands#token=TOKEN", text)};
  const auto hash = text.find('#');
  if (!text.starts_with(scheme) || hash == text.npos) return wrong;
  const auto address = text.substr(scheme.size(), hash - scheme.size());
  const auto slash = std::min(address.find('/'), address.size());
  constexpr std::string_view name = "token=";
  auto token = text.substr(hash + 1);
  if (token.starts_with(name)) token.remove_prefix(name.size());
  const auto host = address.substr(0, slash), path = address.substr(slash);
  if (!holds_only(host, ".:-[]") || host.find(':') == host.npos || !holds_only(token, "-_") || (!path.empty() && !holds_only(path, "/-_"))) return wrong;
  const std::string origin = std::string(scheme) + std::string(host);
  return HandsLink{origin, origin + (path.empty() || path == "/" ? std::string("/hands") : std::string(path)), std::string(token)};
}

}  // namespace ipt

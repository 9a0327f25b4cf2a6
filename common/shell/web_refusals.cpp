#include "common/shell/web_refusals.hpp"

#include <fmt/format.h>

#include "common/printable.hpp"

namespace ipt {

void WebRefusals::add(std::string_view what, std::string_view first) {
  auto& counted = counted_[std::string(what)];
  if (counted.times++ == 0) counted.first = printable(first.substr(0, 80));
}

std::string WebRefusals::take() {
  std::string line = "refused";
  const char* separator = ": ";
  for (const auto& [what, counted] : counted_) {
    line += separator + what;
    if (counted.times > 1) line += fmt::format(" {} times", counted.times);
    if (!counted.first.empty()) line += fmt::format(" (the first: '{}')", counted.first);
    separator = "; ";
  }
  counted_.clear();
  return line;
}

}  // namespace ipt

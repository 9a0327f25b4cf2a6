#include "common/shell/json.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "common/printable.hpp"
#include "common/shell/terminal.hpp"

namespace ipt {
namespace {

/// Boost.JSON prints on one line only; this puts the lines in. Empty containers stay on one.
void indent(const boost::json::value& value, std::size_t depth, std::string& out) {
  const std::string inner(2 * (depth + 1), ' ');
  const std::string outer(2 * depth, ' ');
  const char* separator = "\n";
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (const auto& member : *object) {
      out += separator + inner + boost::json::serialize(boost::json::string_view(member.key())) + ": ";
      indent(member.value(), depth + 1, out);
      separator = ",\n";
    }
    out += '\n' + outer + '}';
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    for (const auto& element : *array) {
      out += separator + inner;
      indent(element, depth + 1, out);
      separator = ",\n";
    }
    out += '\n' + outer + ']';
  } else {
    out += boost::json::serialize(value);
  }
}

/// Beyond U+FFFF, JSON has one escape for each half of the pair.
std::string escape(char32_t point) {
  const auto unit = static_cast<std::uint32_t>(point);
  if (unit <= 0xFFFF) return fmt::format("\\u{:04x}", unit);
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0 + (unit >> 10), 0xDC00 + (unit & 0x3FF));
}

/// Boost.JSON lets bytes through that are no UTF-8, as a file's name may have, and control characters from 0x7F on: they
/// can only stand inside texts, as U+FFFD and as escapes.
std::string in_utf8(const std::string& json) {
  std::string out;
  for (std::string_view rest = json; !rest.empty();) {
    const std::size_t size = character_at(rest);
    const std::string_view character = rest.substr(0, size);
    if (size == 0) out += "\\ufffd";
    else if (character != "\n" && is_control(character)) out += escape(code_point(character));
    else out += character;
    rest.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace

std::string json_indented(const boost::json::value& value) {
  std::string out;
  indent(value, 0, out);
  return in_utf8(out);
}

std::string json_line(const boost::json::value& value) { return in_utf8(boost::json::serialize(value)); }

void print_json(const boost::json::value& value) {
  const std::string text = (stdout_is_terminal() ? json_indented(value) : json_line(value)) + '\n';
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace ipt

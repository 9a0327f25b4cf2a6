#include "common/shell/json.hpp"

#include <boost/json.hpp>
#include <cstdio>

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

}  // namespace

std::string json_indented(const boost::json::value& value) {
  std::string out;
  indent(value, 0, out);
  return out;
}

std::string json_line(const boost::json::value& value) { return boost::json::serialize(value); }

void print_json(const boost::json::value& value) {
  const std::string text = (stdout_is_terminal() ? json_indented(value) : json_line(value)) + '\n';
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace ipt

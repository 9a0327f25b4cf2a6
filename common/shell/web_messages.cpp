#include "common/shell/web_messages.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "common/printable.hpp"
#include "common/shell/json.hpp"

namespace ipt {
namespace {

constexpr std::uint16_t not_a_message = 1007;
constexpr std::uint16_t not_known_here = 1008;
/// JavaScript's numbers are exact up to here.
constexpr std::int64_t largest_number = (std::int64_t{1} << 53) - 1;

const boost::json::value* field(const WebAsk& ask, std::string_view name) { return ask.fields.if_contains(name); }

Error wrong(std::string_view name, const char* wanted) { return {fmt::format("'{}' must be {}.", name, wanted)}; }

/// The id first: a person who reads along finds it.
std::string answer(const WebAsk& ask, bool ok, boost::json::object fields) {
  boost::json::object out{{"id", ask.id}, {"ok", ok}};
  for (auto& [key, value] : fields) out[key] = std::move(value);
  return json_line(out);
}

}  // namespace

Result<WebAsk, WebFault> read_ask(std::string_view message) {
  boost::system::error_code error;
  auto value = boost::json::parse(message, error);
  if (error) return WebFault{not_a_message, "this is no JSON"};
  auto* object = value.if_object();
  if (object == nullptr) return WebFault{not_a_message, "this is no JSON object"};
  const auto* id = object->if_contains("id");
  const auto* verb = object->if_contains("do");
  if (id == nullptr || !id->is_int64() || id->get_int64() < 0 || id->get_int64() > largest_number) return WebFault{not_a_message, "there is no id that is a whole number"};
  if (verb == nullptr || !verb->is_string()) return WebFault{not_a_message, "there is no do that is a text"};
  WebAsk ask{id->get_int64(), std::string(verb->get_string()), {}};
  ask.fields = std::move(*object);
  return ask;
}

WebFault unknown_verb(const WebAsk& ask) { return {not_known_here, fmt::format("there is no do '{}' here", printable(ask.verb.substr(0, 40)))}; }

std::string answer_ok(const WebAsk& ask, boost::json::object fields) { return answer(ask, true, std::move(fields)); }

std::string answer_not_ok(const WebAsk& ask, std::string_view text) { return answer(ask, false, {{"text", text}}); }

std::string push_text(std::string_view name, boost::json::object fields) {
  boost::json::object out{{"push", name}};
  for (auto& [key, value] : fields) out[key] = std::move(value);
  return json_line(out);
}

Result<std::string> text_field(const WebAsk& ask, std::string_view name) {
  const auto* value = field(ask, name);
  if (value == nullptr || !value->is_string()) return wrong(name, "a text");
  return std::string(value->get_string());
}

Result<std::int64_t> number_field(const WebAsk& ask, std::string_view name) {
  const auto* value = field(ask, name);
  if (value == nullptr || !value->is_int64() || value->get_int64() > largest_number || value->get_int64() < -largest_number) return wrong(name, "a whole number");
  return value->get_int64();
}

Result<bool> yes_field(const WebAsk& ask, std::string_view name) {
  const auto* value = field(ask, name);
  if (value == nullptr || !value->is_bool()) return wrong(name, "true or false");
  return value->get_bool();
}

bool lacks_field(const WebAsk& ask, std::string_view name) {
  const auto* value = field(ask, name);
  return value == nullptr || value->is_null();
}

}  // namespace ipt

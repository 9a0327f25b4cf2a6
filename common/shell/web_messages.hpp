#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ipt {

/// What a page asks: {"id": 7, "do": "...", ...}. See proto/CONSOLE.md.
struct WebAsk {
  std::int64_t id = 0;
  std::string verb;            // its `do`
  boost::json::object fields;  // all of it
};

/// A reason to close that fits into a close frame.
struct WebFault {
  std::uint16_t code;
  std::string reason;
};

/// A fault: it is no ask.
Result<WebAsk, WebFault> read_ask(std::string_view message);
/// For a `do` that nobody knows.
WebFault unknown_verb(const WebAsk&);

/// {"id": 7, "ok": true, ...}
std::string answer_ok(const WebAsk&, boost::json::object fields = {});
/// {"id": 7, "ok": false, "text": "..."}
std::string answer_not_ok(const WebAsk&, std::string_view text);
/// {"push": "...", ...}
std::string push_text(std::string_view name, boost::json::object fields);

/// What an ask may hold. An error is a sentence that names the field and what it should be.
Result<std::string> text_field(const WebAsk&, std::string_view name);
Result<std::int64_t> number_field(const WebAsk&, std::string_view name);
Result<bool> yes_field(const WebAsk&, std::string_view name);
/// Absent or null.
bool lacks_field(const WebAsk&, std::string_view name);

}  // namespace ipt

#include "tools/decoder/reading.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/shell/json.hpp"
#include "common/wire.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

using ToJson = Result<std::string> (*)(std::string_view);

std::optional<Reading::Inside> read_inside(const char* field, const Bytes& bytes, ToJson to_json) {
  if (bytes.empty()) return {};  // an operation that was not seen has no result
  const auto text = to_json(bytes);
  if (!text) return Reading::Inside{field, {}, text.error().text};
  return Reading::Inside{field, json::parse(*text).as_object(), {}};
}

/// Requests and answers that carry another message as bytes, because these bytes are digested or kept.
struct Inside {
  std::optional<Reading::Inside> operator()(const Stage& stage) const { return read_inside("operation", stage.operation, wire::therapy_to_json); }
  std::optional<Reading::Inside> operator()(const Commit& commit) const { return read_inside("commit_body", commit.commit_body, wire::commit_to_json); }
  std::optional<Reading::Inside> operator()(const Receipt& receipt) const { return read_inside("operation", receipt.operation, wire::therapy_to_json); }
  std::optional<Reading::Inside> operator()(const ProgramReport& program) const { return read_inside("operation", program.operation, wire::therapy_to_json); }
  std::optional<Reading::Inside> operator()(const Committed& committed) const { return read_inside("result", committed.result, wire::result_to_json); }
  std::optional<Reading::Inside> operator()(const OperationReport& report) const { return read_inside("result", report.result, wire::result_to_json); }
  template <class Other>
  std::optional<Reading::Inside> operator()(const Other&) const { return {}; }
};

std::optional<Reading::Inside> inside_of(const Body& body) {
  if (const auto* request = std::get_if<Request>(&body)) return std::visit(Inside{}, *request);
  if (const auto* response = std::get_if<Response>(&body)) return std::visit(Inside{}, response->answer);
  return {};
}

/// The last member of a request or response is what it asks or answers; what stands before it is the header.
std::string kind_of_body(const json::object& body) {
  if (body.empty()) return "nothing known";
  const auto& outer = *body.begin();
  const std::string name(outer.key());
  if (name != "request" && name != "response") return name;
  const auto& content = outer.value().as_object();
  for (const auto& member : content) {
    const bool header = member.key() == "code" || member.key() == "refusal" || member.key() == "state_version" || member.key() == "time";
    if (!header) return std::string(member.key());
  }
  return name;
}

}  // namespace

Result<Reading> read_payload(std::string_view payload) {
  wire::Codec codec;
  const auto envelope = codec.decode(payload);
  if (!envelope) return envelope.error();
  const auto text = wire::to_json(payload);
  if (!text) return text.error();
  Reading reading;
  reading.session_id = envelope->session_id;
  reading.seq = envelope->seq;
  reading.reply_to = envelope->reply_to;
  reading.body = json::parse(*text).as_object();
  for (const char* header : {"session_id", "seq", "reply_to"}) reading.body.erase(header);
  reading.kind = kind_of_body(reading.body);
  reading.inside = inside_of(envelope->body);
  return reading;
}

std::string plain(const json::value& value) {
  const std::string text = json_line(value);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead >= 0x20 && lead < 0x7F) {
      out += text[i++];
      continue;
    }
    // Boost.JSON gives valid UTF-8, and control characters below 0x20 are escaped already.
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    if (code >= 0x10000) out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF));
    else out += fmt::format("\\u{:04x}", code);
    i += length;
  }
  return out;
}

}  // namespace ipt

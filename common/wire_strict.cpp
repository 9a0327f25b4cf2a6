#include "common/wire_strict.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/wire_format_lite.h>

#include <limits>
#include <set>
#include <utility>

namespace ipt::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

using Problem = std::optional<std::string>;
constexpr int maximum_depth = 16;

int wire_type_of(const FieldDescriptor& field) {
  return WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field.type()));
}

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[n]); };
  while (i < text.size()) {
    const unsigned char lead = byte(i);
    const std::size_t more = lead < 0x80 ? 0 : lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xF0 && lead < 0xF5 ? 3 : 9;
    if (more == 9 || text.size() - i <= more) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    if (more >= 2) {  // overlong forms, surrogates, beyond U+10FFFF
      const unsigned char next = byte(i + 1);
      if ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) || (lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F)) return false;
    }
    i += more + 1;
  }
  return true;
}

/// Reads a message's bytes from the front. Every read says whether there was enough.
struct Cursor {
  std::string_view rest;

  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      if (rest.empty()) return false;
      const auto byte = static_cast<unsigned char>(rest.front());
      rest.remove_prefix(1);
      if (shift == 63 && byte > 1) return false;  // beyond 64 bits
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  bool take(std::uint64_t size, std::string_view& out) {
    if (size > rest.size()) return false;
    out = rest.substr(0, static_cast<std::size_t>(size));
    rest.remove_prefix(static_cast<std::size_t>(size));
    return true;
  }
};

Problem varint_problem(std::uint64_t value, const FieldDescriptor& field, const std::string& name) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_BOOL:
      if (value > 1) return name + " is a yes or no and holds another number";
      return {};
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_SINT32:
      if (value > std::numeric_limits<std::uint32_t>::max()) return name + " holds a number beyond 32 bits";
      return {};
    case FieldDescriptor::TYPE_INT32: {
      const auto number = static_cast<std::int64_t>(value);
      if (number > std::numeric_limits<std::int32_t>::max() || number < std::numeric_limits<std::int32_t>::min()) return name + " holds a number beyond 32 bits";
      return {};
    }
    case FieldDescriptor::TYPE_ENUM:
      if (value == 0 || value > 0x7FFFFFFF || field.enum_type()->FindValueByNumber(static_cast<int>(value)) == nullptr) {
        return name + " holds the value " + std::to_string(value) + ", which this version does not know";
      }
      return {};
    default:
      return {};
  }
}

Problem walk(std::string_view bytes, const Descriptor& description, const std::string& path, int depth);

Problem walk_value(Cursor& in, int wire_type, const FieldDescriptor& field, const std::string& name, int depth) {
  const auto bad = [&] { return Problem(name + " ends too early or holds a number beyond 64 bits"); };
  std::uint64_t number = 0;
  std::string_view content;
  switch (wire_type) {
    case WireFormatLite::WIRETYPE_VARINT:
      return in.varint(number) ? varint_problem(number, field, name) : bad();
    case WireFormatLite::WIRETYPE_FIXED64:
      return in.take(8, content) ? Problem() : bad();
    case WireFormatLite::WIRETYPE_FIXED32:
      return in.take(4, content) ? Problem() : bad();
    default:
      break;
  }
  if (!in.varint(number) || !in.take(number, content)) return bad();
  if (field.type() == FieldDescriptor::TYPE_MESSAGE) return walk(content, *field.message_type(), name, depth + 1);
  if (field.is_packable()) {  // a packed list of numbers
    Cursor list{content};
    while (!list.rest.empty()) {
      if (Problem problem = walk_value(list, wire_type_of(field), field, name, depth)) return problem;
    }
    return {};
  }
  if (field.type() == FieldDescriptor::TYPE_STRING && !is_utf8(content)) return name + " is no valid UTF-8 text";
  return {};
}

Problem walk(std::string_view bytes, const Descriptor& description, const std::string& path, int depth) {
  const std::string here = path.empty() ? description.name() : path;
  if (depth > maximum_depth) return here + " is nested too deeply";
  std::set<int> seen_fields;
  std::set<int> seen_oneofs;
  Cursor in{bytes};
  while (!in.rest.empty()) {
    std::uint64_t tag = 0;
    if (!in.varint(tag)) return here + " ends too early";
    const FieldDescriptor* field = tag >> 3 <= FieldDescriptor::kMaxNumber ? description.FindFieldByNumber(static_cast<int>(tag >> 3)) : nullptr;
    if (field == nullptr) return "unknown field " + std::to_string(tag >> 3) + " in " + here;
    const std::string name = path.empty() ? field->name() : path + "." + field->name();
    const auto wire_type = static_cast<int>(tag & 7);
    const bool packed = field->is_packable() && wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    if (wire_type != wire_type_of(*field) && !packed) return name + " has a wire type that is not its own";
    if (!field->is_repeated()) {
      if (!seen_fields.insert(field->number()).second) return name + " is given twice";
      const auto* oneof = field->real_containing_oneof();
      if (oneof != nullptr && !seen_oneofs.insert(oneof->index()).second) {
        return name + " is a second answer to the one choice '" + oneof->name() + "'";
      }
    }
    if (Problem problem = walk_value(in, wire_type, *field, name, depth)) return problem;
  }
  return {};
}

}  // namespace

std::optional<std::string> strictness_error(std::string_view bytes, const Descriptor& description) {
  return walk(bytes, description, "", 0);
}

}  // namespace ipt::wire

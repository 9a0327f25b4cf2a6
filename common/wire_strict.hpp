#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace google::protobuf {
class Descriptor;
}

namespace ipt::wire {

/// Walks the bytes of one message by its description and says what is wrong with them, or nothing: a field or enum
/// value that the description does not know, an enum value of 0, a singular field or oneof given twice, a wire type that is not the
/// field's, a varint beyond the field's type, text that is no UTF-8, or bytes that end too early. Protobuf's own parser
/// lets all of these but the last pass (proto3 keeps unknown enum values without a word).
std::optional<std::string> strictness_error(std::string_view bytes, const google::protobuf::Descriptor& description);

}  // namespace ipt::wire

#include "tools/bedside/message_json.hpp"

#include <google/protobuf/util/json_util.h>

#include <boost/json.hpp>
#include <utility>

#include "common/check.hpp"

namespace ipt {
namespace {

/// 64-bit numbers as numbers, not as the text that protobuf's JSON makes of them.
boost::json::value with_numbers(boost::json::value value, const google::protobuf::Descriptor& message);

boost::json::value number_of(boost::json::value value, const google::protobuf::FieldDescriptor& field) {
  if (auto* array = value.if_array()) {
    for (auto& one : *array) one = number_of(std::move(one), field);
    return value;
  }
  using Field = google::protobuf::FieldDescriptor;
  if (field.cpp_type() == Field::CPPTYPE_MESSAGE) return with_numbers(std::move(value), *field.message_type());
  const bool is_wide = field.cpp_type() == Field::CPPTYPE_INT64 || field.cpp_type() == Field::CPPTYPE_UINT64;
  return is_wide && value.is_string() ? boost::json::parse(value.as_string()) : value;
}

boost::json::value with_numbers(boost::json::value value, const google::protobuf::Descriptor& message) {
  if (auto* object = value.if_object()) {
    for (auto& [key, content] : *object) {
      if (const auto* field = message.FindFieldByName(std::string(key))) content = number_of(std::move(content), *field);
    }
  }
  return value;
}

}  // namespace

boost::json::value json_of(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  IPT_CHECK(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  return with_numbers(boost::json::parse(text), *message.GetDescriptor());
}

}  // namespace ipt

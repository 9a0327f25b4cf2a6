#pragma once
#include <google/protobuf/message.h>

#include <boost/json/value.hpp>

namespace ipt {

/// A message with the field names of its proto, every field that is no message, and 64-bit numbers as numbers.
boost::json::value json_of(const google::protobuf::Message&);

}  // namespace ipt

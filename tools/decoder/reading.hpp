#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ipt {

/// What one frame's payload says, in the protocol's field names.
struct Reading {
  std::uint64_t session_id = 0;
  std::uint64_t seq = 0;
  std::uint64_t reply_to = 0;
  boost::json::object body;  ///< the Envelope's body: {"request": {"stage": {…}}}
  std::string kind;          ///< the body's name, or the request's or answer's: "hello", "stage", "receipt"

  /// A message that lies in the body as bytes, read too: what is staged, committed, answered.
  struct Inside {
    std::string field;            ///< its name in the message `kind`: "operation", "commit_body", "result"
    boost::json::object content;  ///< empty when there is a problem
    std::string problem;          ///< why it cannot be read
  };
  std::optional<Inside> inside;
};

/// An error: the payload is no Envelope.
Result<Reading> read_payload(std::string_view payload);

/// On one line in plain ASCII: whatever stands in a name, a terminal obeys none of it.
std::string plain(const boost::json::value&);

}  // namespace ipt

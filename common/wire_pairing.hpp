#pragma once
#include <string>
#include <string_view>

#include "common/pairing/messages.hpp"
#include "common/result.hpp"

namespace ipt::wire {

/// The payload of one frame of a pairing. Unknown fields are passed over; no known body, or a digest or nonce that has not
/// 32 bytes, is an error.
Result<pairing::Message> decode_pairing(std::string_view payload);
/// One whole frame, length first.
std::string encode_pairing(const pairing::Message&);
/// The frame that this payload came in.
std::string frame_of(std::string_view payload);

}  // namespace ipt::wire

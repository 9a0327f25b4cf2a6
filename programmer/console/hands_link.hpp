#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ipt {

/// Where a learner's hands are: the link of another program, of which this one only tells its page.
struct HandsLink {
  std::string origin;  ///< ws://HOST:PORT, where the page must be allowed to connect
  std::string url;     ///< with its path
  std::string token;
};

/// From `ws://HOST:PORT/hands#token=TOKEN`, as `bedside console` prints it. An error says what would be right.
Result<HandsLink> parse_hands_link(std::string_view text);

}  // namespace ipt

#include "common/check.hpp"
#include "common/wire.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

bool envelope(std::string_view bytes) {
  (void)wire::to_json(bytes);
  wire::Codec codec;
  const auto first = codec.decode(bytes);
  if (!first) return false;
  std::string frame;
  codec.append_frame(*first, frame);
  const auto again = codec.decode(std::string_view(frame).substr(4));
  IPT_CHECK(again && *again == *first);
  return true;
}

}  // namespace ipt::fuzz

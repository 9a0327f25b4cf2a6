#include "common/check.hpp"
#include "pump_sim/host/state.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

bool snapshot(std::string_view bytes) {
  const auto first = decode_snapshot(bytes);
  if (!first) return false;
  const std::string written = encode_snapshot(first->birth, first->implant);
  const auto again = decode_snapshot(written);
  IPT_CHECK(again && again->implant == first->implant);
  IPT_CHECK(encode_snapshot(again->birth, again->implant) == written);
  return true;
}

}  // namespace ipt::fuzz

#include <variant>

#include "common/check.hpp"
#include "pump_sim/host/state.hpp"
#include "tools/fuzzers/pump.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

bool record(std::string_view bytes) {
  const auto first = decode_record(bytes);
  if (!first) return false;
  const std::string written = encode_record(*first);
  const auto again = decode_record(written);
  IPT_CHECK(again && encode_record(*again) == written);
  if (const auto* input = std::get_if<FirmwareInput>(&first->input)) {
    Implant pump = implant();
    if (apply(pump.firmware, settings(), *input, pump.notes)) return true;  // read, and refused: it fits no state of this pump
    settle(pump, settings());
    IPT_CHECK(is_sound(pump.world));
  }
  return true;
}

}  // namespace ipt::fuzz

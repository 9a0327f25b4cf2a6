#include "tools/fuzzers/targets.hpp"

#include <array>

namespace ipt::fuzz {

std::span<const Target> targets() {
  static constexpr std::array all{
      Target{"frames", frames},   Target{"envelope", envelope}, Target{"therapy", therapy},   Target{"commit", commit},
      Target{"result", result},   Target{"record", record},     Target{"snapshot", snapshot}, Target{"profile", profile},
      Target{"patient", patient},   Target{"schedule", schedule}, Target{"session", session}, Target{"device", device}};
  return all;
}

}  // namespace ipt::fuzz

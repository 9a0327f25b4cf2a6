#include "programmer/cli/schedule.hpp"

#include "tools/fuzzers/pump.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

bool schedule(std::string_view text) {
  const auto program = read_schedule(std::string(text), "night.txtpb", delivered().concentration);
  if (!program) return false;
  do_and_live({settings().capabilities.serial, ModeAfter::running, *program});
  return true;
}

}  // namespace ipt::fuzz

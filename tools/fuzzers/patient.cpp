#include "pump_sim/patient/patient.hpp"

#include <cmath>

#include "common/check.hpp"
#include "tools/fuzzers/pump.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

/// A patient that is accepted has levels that are numbers and a tone on the scale, treated and long after a stop.
bool patient(std::string_view text) {
  const auto profile = parse_patient(text, "patient.txtpb");
  if (!profile) return false;
  World world = implant().world;
  TreatedPatient treated = admit(*profile, world);
  const auto look = [&](Uptime now) {
    const PatientReport told = report(treated, now);
    for (const double figure : {told.csf_ng_per_ml, told.effect_ng_per_ml, told.accustomed_ng_per_ml, told.pocket_ng, told.lacking_hours}) IPT_CHECK(std::isfinite(figure) && figure >= 0);
    IPT_CHECK(told.ashworth >= 1 && told.ashworth <= 5);
  };
  look(world.now);
  stall(world, true, world.now + one_day * 30);
  follow(treated, world);
  look(world.now);
  look(world.now + one_day * 400);
  return true;
}

}  // namespace ipt::fuzz

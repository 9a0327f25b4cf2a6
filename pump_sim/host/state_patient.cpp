// The patient's part of a snapshot.
#include <algorithm>
#include <cmath>

#include "pump_sim/host/state_parts.hpp"

namespace ipt {
namespace {

/// Far more drug than a syringe holds, and far from where doubles end.
constexpr double largest_level = 1e15;
/// An order is followed for a thousand years at most.
constexpr Milliseconds longest_order = Days{1'000 * 365};

bool is_sound(const TreatedPatient& patient, Uptime now) {
  const Levels& levels = patient.body.levels;
  const double all[] = {levels.pocket_ng, levels.csf_ng_per_ml, levels.effect_ng_per_ml, levels.accustomed_ng_per_ml};
  const bool fits = std::all_of(std::begin(all), std::end(all), [](double level) { return std::isfinite(level) && level >= 0 && level <= largest_level; });
  return fits && patient.then.now <= now && now - patient.then.motor.order.since <= longest_order && patient.body.lacking_since.value_or(now) <= now;
}

}  // namespace

void put(const TreatedPatient& patient, pb::Patient* to) {
  const Levels& levels = patient.body.levels;
  to->set_file(patient.profile.text);
  put(patient.then, to->mutable_then());
  to->set_pocket_ng(levels.pocket_ng);
  to->set_csf_ng_per_ml(levels.csf_ng_per_ml);
  to->set_effect_ng_per_ml(levels.effect_ng_per_ml);
  to->set_accustomed_ng_per_ml(levels.accustomed_ng_per_ml);
  if (patient.body.lacking_since) to->set_lacking_since_ms(out(*patient.body.lacking_since));
}

Result<TreatedPatient> take(const pb::Patient& from, const Hardware& hardware, Uptime now) {
  auto profile = parse_patient(from.file(), "the stored patient");
  if (!profile) return profile.error();
  auto then = take(from.then(), hardware);
  if (!then) return then.error();
  TreatedPatient patient{*std::move(profile), {then->now, {from.pocket_ng(), from.csf_ng_per_ml(), from.effect_ng_per_ml(), from.accustomed_ng_per_ml()}, {}}, *then};
  if (from.has_lacking_since_ms()) patient.body.lacking_since = uptime(from.lacking_since_ms());
  if (!is_sound(patient, now)) return Error{"the stored patient makes no sense"};
  return patient;
}

}  // namespace ipt

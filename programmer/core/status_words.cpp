#include "programmer/core/status_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "programmer/core/words.hpp"

namespace ipt::words {

std::string progress(const BolusProgress& bolus) { return fmt::format("{} of {}, {} to go", volume(bolus.delivered), volume(bolus.volume), duration(bolus.remaining)); }

std::string patient_boluses(const PatientBoluses& patient, Uptime now) {
  const Milliseconds wait = std::max(Milliseconds(0), patient.next - now);
  const auto& limits = patient.limits;
  return fmt::format("{} over {}: {} of {} within 24 h so far, the next {}", dose(limits.dose), duration(limits.duration), patient.given_in_24h, limits.allotted_per_24h,
                     wait.count() == 0 ? std::string("at once") : "in " + duration(wait));
}

}  // namespace ipt::words

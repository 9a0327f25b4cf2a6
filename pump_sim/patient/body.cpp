#include "pump_sim/patient/body.hpp"

#include <algorithm>
#include <cmath>

#include "common/check.hpp"

namespace ipt {
namespace {

constexpr double milliseconds_an_hour = 3'600'000;
constexpr double femtograms_a_nanogram = 1'000'000;
/// After a change of pace, the level at the effect site and what the body is used to cross within these hours or never.
constexpr double hours_of_change = 240;
constexpr double look_every_hours = 0.25;

double hours_of(Milliseconds span) { return static_cast<double>(span.count()) / milliseconds_an_hour; }

/// What is the same for all segments of one patient.
struct Rates {
  explicit Rates(const PatientProfile& patient)
      : pocket(patient.pocket_absorption_per_hour.value), fluid(patient.elimination_per_hour.value), effect(patient.effect_per_hour.value),
        accustoming(patient.accustoming_per_hour.value), millilitres(patient.csf_ml.value), share(patient.pocket_share.value),
        below(patient.withdrawal_below_share.value), from(patient.withdrawal_from_ng_per_ml.value) {}

  double pocket, fluid, effect, accustoming, millilitres, share, below, from;

  double pocket_to_fluid = share * pocket / millilitres / (fluid - pocket);
  double pocket_to_effect = effect / (effect - pocket), fluid_to_effect = effect / (effect - fluid);
  double pocket_to_accustomed = accustoming / (accustoming - pocket), fluid_to_accustomed = accustoming / (accustoming - fluid);
  double effect_to_accustomed = accustoming / (accustoming - effect);

  [[nodiscard]] bool lacks(const Levels& levels) const {
    return levels.accustomed_ng_per_ml >= from && levels.effect_ng_per_ml < below * levels.accustomed_ng_per_ml;
  }
};

/// The levels over one segment: each a constant and its exponentials, by the rate that each dies away with.
class Course {
 public:
  Course(const Rates& rates, const Levels& start, double ng_per_hour, double into_pocket) : rates_(rates), start_(start), lies_(into_pocket / rates.pocket) {
    settles_ = (ng_per_hour + rates.share * into_pocket) / (rates.millilitres * rates.fluid);
    fluid_pocket_ = rates.pocket_to_fluid * (start.pocket_ng - lies_);
    fluid_ = start.csf_ng_per_ml - settles_ - fluid_pocket_;
    effect_pocket_ = rates.pocket_to_effect * fluid_pocket_;
    effect_fluid_ = rates.fluid_to_effect * fluid_;
    effect_ = start.effect_ng_per_ml - settles_ - effect_pocket_ - effect_fluid_;
    used_pocket_ = rates.pocket_to_accustomed * effect_pocket_;
    used_fluid_ = rates.fluid_to_accustomed * effect_fluid_;
    used_effect_ = rates.effect_to_accustomed * effect_;
    used_ = start.accustomed_ng_per_ml - settles_ - used_pocket_ - used_fluid_ - used_effect_;
  }

  [[nodiscard]] Levels at(double hours) const {
    const double pocket = has_pocket() ? std::exp(-rates_.pocket * hours) : 0;
    const double fluid = std::exp(-rates_.fluid * hours);
    const double effect = std::exp(-rates_.effect * hours);
    const double used = std::exp(-rates_.accustoming * hours);
    return {not_below_nothing(lies_ + (start_.pocket_ng - lies_) * pocket), not_below_nothing(settles_ + fluid_pocket_ * pocket + fluid_ * fluid),
            not_below_nothing(settles_ + effect_pocket_ * pocket + effect_fluid_ * fluid + effect_ * effect),
            not_below_nothing(settles_ + used_pocket_ * pocket + used_fluid_ * fluid + used_effect_ * effect + used_ * used)};
  }
  /// Nothing at the effect site can exceed it in this segment.
  [[nodiscard]] double highest() const {
    if (has_pocket()) return HUGE_VAL;
    return std::max({settles_, start_.csf_ng_per_ml, start_.effect_ng_per_ml});
  }

 private:
  [[nodiscard]] bool has_pocket() const { return start_.pocket_ng > 0 || lies_ > 0; }
  /// What rounding leaves of a level that has died away.
  static double not_below_nothing(double level) { return std::max(level, 0.0); }

  const Rates& rates_;
  Levels start_;
  double lies_;  ///< in the pocket, when as much is taken up as comes
  double settles_, fluid_pocket_, fluid_, effect_pocket_, effect_fluid_, effect_, used_pocket_, used_fluid_, used_effect_, used_;
};

/// The last time within these hours at which enough became too little.
std::optional<double> last_lack(const Rates& rates, const Course& course, double hours) {
  std::optional<double> found;
  bool lacked = rates.lacks(course.at(0));
  for (double before = 0; before < std::min(hours, hours_of_change);) {
    const double after = std::min(before + look_every_hours, hours);
    const bool lacks = rates.lacks(course.at(after));
    if (lacks && !lacked) {
      double low = before, high = after;
      while (high - low > 0.1 / milliseconds_an_hour) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        (rates.lacks(course.at(middle)) ? high : low) = middle;
      }
      found = high;
    }
    lacked = lacks;
    before = after;
  }
  return found;
}

void go_through(TreatedBody& body, const Rates& rates, const Segment& segment) {
  const double hours = hours_of(segment.to - segment.from);
  const auto ng_per_hour = [hours](Femtograms drug) { return static_cast<double>(drug.value) / femtograms_a_nanogram / hours; };
  const Course course(rates, body.levels, ng_per_hour(segment.drug), ng_per_hour(segment.into_pocket));
  const Levels end = course.at(hours);
  if (!rates.lacks(end)) {
    body.lacking_since.reset();
  } else if (!body.lacking_since || course.highest() >= rates.below * end.accustomed_ng_per_ml) {
    const auto since = last_lack(rates, course, hours);
    if (since) body.lacking_since = segment.from + Milliseconds{std::llround(*since * milliseconds_an_hour)};
    else if (!body.lacking_since) body.lacking_since = segment.from;
  }
  body.levels = end;
  body.at = segment.to;
}

}  // namespace

void advance(TreatedBody& body, const PatientProfile& patient, const std::vector<Segment>& segments) {
  const Rates rates(patient);
  for (const Segment& segment : segments) {
    IPT_CHECK(segment.from == body.at && segment.to > segment.from);
    go_through(body, rates, segment);
  }
}

}  // namespace ipt

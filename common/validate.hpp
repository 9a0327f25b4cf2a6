#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/refusal.hpp"
#include "common/therapy.hpp"

namespace ipt {

/// What one pump can do and where its limits are: the pump checks by it and tells it in `Info`, so that a programmer
/// can say no before anything is sent, in the same words.
struct Capabilities {
  struct Drug {
    std::string name;
    std::vector<Concentration> concentrations;
    /// What else is in it: for each of `concentrations`, in order, how strong.
    struct Admixture {
      std::string name;
      std::vector<Concentration> concentrations;
      bool operator==(const Admixture&) const = default;
    };
    std::vector<Admixture> admixtures{};
    bool permits_patient_bolus = false;
    bool operator==(const Drug&) const = default;
  };
  std::string serial;
  std::string model;
  Nanolitres capacity;
  Nanolitres stroke;
  FlowRate minimum_flow;
  FlowRate maximum_flow;
  FlowRate minimum_rate;  ///< of the minimum-rate mode
  std::uint32_t maximum_steps_a_day = 13;
  std::vector<OperationKind> operations;
  std::vector<Mode> modes;
  std::vector<Drug> drugs;
  Nanolitres residual;  ///< what a needle cannot withdraw
  Nanolitres path;      ///< tubing and catheter
  Milliseconds update{};  ///< how long it stops while a program or a refill is written; 0: it needs no stop
  Nanolitres tubing;      ///< of `path`: inside the pump; 0: not told
  bool bolus_ends_stopped = false;  ///< after a single bolus the pump is stopped, as some older ones were
  bool operator==(const Capabilities&) const = default;
};

/// Absent: no such drug.
const Capabilities::Drug* find_drug(const Capabilities&, std::string_view name);
/// A mixture's other doses beside `daily_dose` of the drug that gives it its name: dose × c ÷ c of that drug, rounded down.
std::vector<CriticalValues::OtherDose> other_doses(const Capabilities&, std::string_view drug, Concentration, Nanograms daily_dose);

/// Everything about an operation that can be judged without the pump's present state: serial, kinds supported, flow
/// range, schedule, durations, drugs and concentrations, capacity. Says what is wrong with the figure and the limit.
std::optional<Refusal> validate(const TherapyOperation&, const Capabilities&);
/// The same of a patient's boluses, which are of what the reservoir holds then.
std::optional<Refusal> validate(const PatientLimits&, Concentration, const Capabilities&);

/// The volume of a dose, rounded down; the rate of a dose, rounded down: for show and for limits.
Nanolitres volume_of(Nanograms dose, Concentration concentration);
FlowRate flow_of(DoseRate dose, Concentration concentration);

}  // namespace ipt

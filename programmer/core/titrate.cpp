#include "programmer/core/titrate.hpp"

#include "common/amount.hpp"

namespace ipt {
namespace {

struct Titrate {
  Concentration concentration;
  std::string_view text;
  bool up;

  using Delivery = decltype(Program::delivery);

  [[nodiscard]] Result<DoseRate> changed(DoseRate dose) const { return changed_dose(text, {dose, concentration}, up); }
  [[nodiscard]] bool is_percent() const {
    const auto written = read_number(text);
    return written && written->unit == "%";
  }
  [[nodiscard]] static Error percent_only(const char* what) { return Error{std::string("this pump runs ") + what + ": change it by a percentage, such as 10%, or give it anew with `schedule set FILE`"}; }

  Result<Delivery> operator()(const MinimumRate&) const { return Error{"this pump runs at its minimum rate, which has no dose: give one with `dose set`"}; }
  Result<Delivery> operator()(const SimpleContinuous& simple) const {
    const auto dose = changed(simple.dose);
    if (!dose) return dose.error();
    return Delivery(SimpleContinuous{*dose});
  }
  Result<Delivery> operator()(Flex flex) const {
    if (!is_percent()) return percent_only("a flex schedule");
    for (auto& step : flex.steps) {
      const auto dose = changed(step.dose);
      if (!dose) return dose.error();
      step.dose = *dose;
    }
    return Delivery(std::move(flex));
  }
  Result<Delivery> operator()(PeriodicBolus periodic) const {
    if (!is_percent()) return percent_only("periodic boluses");
    const auto dose = changed(DoseRate(periodic.dose.value));
    if (!dose) return dose.error();
    periodic.dose = Nanograms(dose->value);
    if (periodic.basal.value > 0) {
      const auto basal = changed(periodic.basal);
      if (!basal) return basal.error();
      periodic.basal = *basal;
    }
    return Delivery(periodic);
  }
};

}  // namespace

Result<Program> titrate(const Program& in_force, std::string_view text, bool up) {
  auto delivery = std::visit(Titrate{in_force.concentration, text, up}, in_force.delivery);
  if (!delivery) return delivery.error();
  return Program{in_force.concentration, *std::move(delivery)};
}

}  // namespace ipt

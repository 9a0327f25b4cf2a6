#include "programmer/core/advice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount_text.hpp"
#include "common/wide.hpp"

namespace ipt {
namespace {

constexpr DoseRate most_a_day{1'000'000'000};  // a gram
constexpr Nanograms most_at_once{1'000'000'000};
constexpr Concentration strongest{100'000'000};
constexpr Nanolitres most_volume{1'000'000'000};
constexpr Milliseconds longest{36'600 * one_day};

template <class T>
std::optional<Error> within(T value, T least, T most, const char* what) {
  if (value < least) return Error{fmt::format("{} is no {}: it must {} 0", text_of(value), what, least == T(0) ? "not be below" : "be above")};
  if (value > most) return Error{fmt::format("{} is no {} that anybody means: at most {}", text_of(value), what, text_of(most))};
  return {};
}

}  // namespace

void Advised::say(const char* name, std::string text, const ClinicalFigure& figure) { lines.push_back({name, false, std::move(text), figure.reason, figure.basis, figure.source}); }
void Advised::caution(const char* name, std::string text, const ClinicalFigure& figure) { lines.push_back({name, true, std::move(text), figure.reason, figure.basis, figure.source}); }
void Advised::compute(const char* name, std::string text, const char* how) { lines.push_back({name, false, std::move(text), {}, Basis::computed, how}); }
void Advised::caution_computed(const char* name, std::string text, const char* reason, const char* how) { lines.push_back({name, true, std::move(text), reason, Basis::computed, how}); }

const Advice* Advised::find(const std::string& name) const {
  const auto found = std::ranges::find(lines, name, &Advice::name);
  return found == lines.end() ? nullptr : &*found;
}

void check_flow(Advised& advised, DoseRate dose, Concentration concentration, const PumpFigures& pump, const std::string& when) {
  const Wide flow = static_cast<Wide>(dose.value) * 1'000'000;  // times the concentration, so that nothing is rounded
  const std::string what = fmt::format("{} of {} flows at {}{}{}", text_of(dose), text_of(concentration), text_of(flow_of(dose, concentration)), when.empty() ? "" : " ", when);
  if (flow < static_cast<Wide>(pump.lowest_flow.value) * concentration.value) {
    const Concentration thinner(std::min(strongest.value, multiply_divide(dose.value, 1'000'000, pump.lowest_flow.value)));
    advised.caution("flow_too_low", fmt::format("{}, below the lowest flow of {}: the pump would refuse it. At {} the lowest dose is {}; for {} the strongest concentration is {}.", what, text_of(FlowRate(pump.lowest_flow.value)), text_of(concentration),
                                                text_of(DoseRate(multiply_divide_up(pump.lowest_flow.value, concentration.value, 1'000'000))), text_of(dose), text_of(thinner)), pump.lowest_flow);
  } else if (flow > static_cast<Wide>(pump.highest_flow.value) * concentration.value) {
    advised.caution("flow_too_high", fmt::format("{}, above the highest flow of {}: the pump would refuse it. At {} the highest dose is {}; for {} the weakest concentration is {}.", what, text_of(FlowRate(pump.highest_flow.value)), text_of(concentration),
                                                 text_of(DoseRate(multiply_divide(pump.highest_flow.value, concentration.value, 1'000'000))), text_of(dose), text_of(Concentration(multiply_divide_up(dose.value, 1'000'000, pump.highest_flow.value)))), pump.highest_flow);
  }
}

std::optional<Error> no_slip(DoseRate dose) { return within(dose, DoseRate(1), most_a_day, "daily dose"); }
std::optional<Error> no_slip(Nanograms dose) { return within(dose, Nanograms(1), most_at_once, "dose"); }
std::optional<Error> no_slip(Concentration concentration) { return within(concentration, Concentration(1), strongest, "concentration"); }
std::optional<Error> no_slip(Nanolitres volume) { return within(volume, Nanolitres(0), most_volume, "volume"); }
std::optional<Error> no_slip(Milliseconds duration) { return within(duration, Milliseconds(1), longest, "duration"); }

}  // namespace ipt

#include <algorithm>
#include <numeric>

#include "pump_sim/port/standing_order.hpp"

// Programs and rates, turned into the weekly flow of a standing order.
namespace ipt {
namespace {

constexpr std::int64_t milliseconds_a_week = one_week.count();

/// Makes the sums. Absent when they would not fit in 63 bits.
bool sum_up(BaseFlow& flow) {
  Wide before = 0;
  for (std::size_t i = 0; i < flow.steps.size(); ++i) {
    FlowStep& step = flow.steps[i];
    const std::int64_t end = i + 1 < flow.steps.size() ? flow.steps[i + 1].from.count() : milliseconds_a_week;
    step.before = static_cast<std::int64_t>(before);
    before += static_cast<Wide>(step.rate) * (end - step.from.count());
    if (before > INT64_MAX) return false;
  }
  flow.week = static_cast<std::int64_t>(before);
  return true;
}

/// Takes out what all rates and `per` have in common.
void reduce(BaseFlow& flow) {
  std::int64_t divisor = flow.per;
  for (const FlowStep& step : flow.steps) divisor = std::gcd(divisor, step.rate);
  for (FlowStep& step : flow.steps) step.rate /= divisor;
  flow.per /= divisor;
}

/// No flow at all is no steps, however it was asked.
BaseFlow finished(BaseFlow flow) {
  const auto flows = [](const FlowStep& step) { return step.rate > 0; };
  if (std::none_of(flow.steps.begin(), flow.steps.end(), flows)) return {};
  reduce(flow);
  IPT_CHECK(sum_up(flow));
  return flow;
}

std::int64_t rate_of(DoseRate dose) {
  IPT_CHECK(dose.value >= 0 && dose.value <= 1'000'000'000);
  return dose.value * 5;
}
std::int64_t per_of(Concentration concentration) {
  IPT_CHECK(concentration.value > 0 && concentration.value <= 100'000'000);
  return concentration.value * 432;
}

}  // namespace

BaseFlow constant_flow(DoseRate dose, Concentration concentration) {
  return finished({{FlowStep{Milliseconds{0}, rate_of(dose), 0}}, 0, per_of(concentration)});
}

BaseFlow constant_flow(FlowRate rate) {
  // More than ten litres a day is no pump; a week of it in 1/86,400,000 nL still fits in 63 bits.
  IPT_CHECK(rate.value >= 0 && rate.value <= 10'000'000'000);
  return finished({{FlowStep{Milliseconds{0}, rate.value, 0}}, 0, one_day.count()});
}

BaseFlow weekly_flow(const std::vector<FlexStep>& steps, Concentration concentration) {
  BaseFlow flow;
  flow.per = per_of(concentration);
  flow.steps.reserve(steps.size() + 1);
  for (const FlexStep& step : steps) {
    IPT_CHECK(step.weekday >= 1 && step.weekday <= 7);
    IPT_CHECK(step.time_of_day >= Milliseconds{0} && step.time_of_day < one_day);
    flow.steps.push_back({one_day * (step.weekday - 1) + step.time_of_day, rate_of(step.dose), 0});
  }
  std::sort(flow.steps.begin(), flow.steps.end(), [](const FlowStep& a, const FlowStep& b) { return a.from < b.from; });
  for (std::size_t i = 1; i < flow.steps.size(); ++i) IPT_CHECK(flow.steps[i - 1].from < flow.steps[i].from);
  // Round the week: before the first step, the last rate goes on.
  if (!flow.steps.empty() && flow.steps.front().from > Milliseconds{0}) {
    flow.steps.insert(flow.steps.begin(), {Milliseconds{0}, flow.steps.back().rate, 0});
  }
  const auto last = std::unique(flow.steps.begin(), flow.steps.end(),
                                [](const FlowStep& a, const FlowStep& b) { return a.rate == b.rate; });
  flow.steps.erase(last, flow.steps.end());
  return finished(std::move(flow));
}

std::optional<BaseFlow> flow_from_steps(std::vector<FlowStep> steps, std::int64_t per) {
  constexpr std::size_t steps_a_week = 7 * 24 * 60;
  if (steps.empty()) return per == 1 ? std::optional(BaseFlow{}) : std::nullopt;
  if (per <= 0 || per > 43'200'000'000 || steps.size() > steps_a_week || steps.front().from != Milliseconds{0}) return std::nullopt;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].rate < 0 || steps[i].from >= one_week) return std::nullopt;
    if (i > 0 && steps[i].from <= steps[i - 1].from) return std::nullopt;
  }
  BaseFlow flow{std::move(steps), 0, per};
  if (!sum_up(flow)) return std::nullopt;
  return flow;
}

}  // namespace ipt

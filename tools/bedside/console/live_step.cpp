#include "tools/bedside/console/live_step.hpp"

#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/amount_text.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;
namespace scenario = ::scenario::v1;
using Step = scenario::Step;
using Wrong = std::optional<Error>;

/// Reads an amount into a field; what is left out stays as it is.
template <class Parse, class Set>
Wrong take(const std::string& written, Parse parse, Set set) {
  if (written.empty()) return {};
  const auto value = parse(written);
  if (!value) return value.error();
  set(*value);
  return {};
}

Result<std::int64_t> percent(const std::string& written, std::int64_t each) {
  const auto number = read_number(written);
  if (!number || number->unit != "%") return Error{fmt::format("'{}' is no percentage", written)};
  const auto value = number->times(each);
  if (!value) return value.error();
  return number->negative ? -*value : *value;
}

/// "+400d"
Result<std::int64_t> days(const std::string& written) {
  const bool is_earlier = written.starts_with('-');
  const auto span = parse_duration(written.substr(written.starts_with('+') || is_earlier ? 1 : 0));
  if (!span) return span.error();
  return (is_earlier ? -1 : 1) * (*span / one_day);
}

Wrong at_the_needle(const Step& step, const pb::Start& start, LiveStep& live) {
  live.whose = LiveStep::Whose::hands;
  pb::Ask& ask = live.act.emplace();
  if (step.act_case() == Step::kNeedle) {
    ask.mutable_move_needle()->set_place(step.needle());
    live.expected = step.needle() == pb::PLACE_OUT ? "takes the needle out" : step.needle() == pb::PLACE_POCKET ? "misses the port: the needle goes beside it" : "places the needle in the port";
    return {};
  }
  if (step.act_case() == Step::kWithdraw) {
    auto* withdraw = ask.mutable_withdraw();
    live.expected = step.withdraw().volume().empty() ? "withdraws all that comes" : fmt::format("withdraws {}", step.withdraw().volume());
    return take(step.withdraw().volume(), parse_volume, [&](Nanolitres volume) { withdraw->set_volume_nl(static_cast<std::uint64_t>(volume.value)); });
  }
  auto* fill = ask.mutable_fill();
  fill->set_drug(step.fill().drug().empty() ? start.drug() : step.fill().drug());
  fill->set_concentration_ng_per_ml(start.concentration_ng_per_ml());
  if (auto wrong = take(step.fill().volume(), parse_volume, [&](Nanolitres volume) { fill->set_volume_nl(static_cast<std::uint64_t>(volume.value)); })) return wrong;
  if (auto wrong = take(step.fill().concentration(), parse_concentration, [&](Concentration c) { fill->set_concentration_ng_per_ml(static_cast<std::uint64_t>(c.value)); })) return wrong;
  live.expected = fmt::format("injects {} of {} {}", step.fill().volume(), fill->drug(), text_of(Concentration(static_cast<std::int64_t>(fill->concentration_ng_per_ml()))));
  return {};
}

Wrong in_the_world(const Step& step, LiveStep& live) {
  live.whose = LiveStep::Whose::world;
  pb::Ask& ask = live.act.emplace();
  switch (step.act_case()) {
    case Step::kMotorStalled: ask.mutable_stall_motor()->set_stalled(step.motor_stalled()); return {};
    case Step::kAccuracy: {
      std::int64_t ppm = 1'000'000;
      if (step.accuracy() != "exact") {
        const auto change = percent(step.accuracy(), 10'000);
        if (!change) return change.error();
        ppm += *change;
      }
      ask.mutable_set_accuracy()->set_parts_per_million(static_cast<std::uint32_t>(ppm));
      return {};
    }
    case Step::kCatheter: ask.mutable_set_catheter()->set_state(static_cast<pb::Catheter>(step.catheter())); return {};
    case Step::kLeak: return take(step.leak().volume(), parse_volume, [&](Nanolitres volume) { ask.mutable_leak()->set_volume_nl(static_cast<std::uint64_t>(volume.value)); });
    case Step::kFreshPath: ask.mutable_fresh_path(); return {};
    case Step::kEnterField: ask.mutable_enter_field(); return {};
    case Step::kLeaveField:
      ask.mutable_leave_field();
      return take(step.leave_field().late(), parse_duration, [&](Milliseconds late) { ask.mutable_leave_field()->set_late_ms(static_cast<std::uint64_t>(late.count())); });
    case Step::kStalls: {
      auto* plan = ask.mutable_plan_stalls();
      plan->set_times(step.stalls().times());
      if (auto wrong = take(step.stalls().last(), parse_duration, [&](Milliseconds last) { plan->set_lasts_ms(static_cast<std::uint64_t>(last.count())); })) return wrong;
      return take(step.stalls().interval(), parse_duration, [&](Milliseconds interval) { plan->set_interval_ms(static_cast<std::uint64_t>(interval.count())); });
    }
    case Step::kFeedthroughShorted: ask.mutable_short_feedthrough()->set_shorted(step.feedthrough_shorted()); return {};
    case Step::kBatteryDrops: ask.mutable_drop_battery(); return {};
    case Step::kBatteryUsed: {
      const auto used = percent(step.battery_used(), 1);
      if (!used) return used.error();
      ask.mutable_use_battery()->set_percent(static_cast<std::uint32_t>(*used));
      return {};
    }
    case Step::kInterference: ask.mutable_interfere(); return {};
    case Step::kMemoryWorn: ask.mutable_wear_memory()->set_worn(step.memory_worn()); return {};
    case Step::kReplaceByOff: {
      const auto off = days(step.replace_by_off());
      if (!off) return off.error();
      ask.mutable_misprint_replace_by()->set_days(*off);
      return {};
    }
    case Step::kReadingsToRecover: ask.mutable_delay_recovery()->set_readings(step.readings_to_recover()); return {};
    case Step::kScriptedAnswer: *ask.mutable_script_answer() = step.scripted_answer(); return {};
    case Step::kPowerFails: ask.mutable_reset(); return {};  // the pump starts anew from its memory
    default: break;
  }
  // Frames and crashes are counted over one programmer's connection, which here is somebody else's.
  live.act.reset();
  live.whose = LiveStep::Whose::programmer;
  live.expected = "loses the link in the middle: cut it, or end the programmer";
  return {};
}

std::string at_the_programmer(const Step& step) {
  switch (step.act_case()) {
    case Step::kInterrogate: return "interrogates the pump";
    case Step::kDose: return "sets the dose: " + step.dose();
    case Step::kSchedule: return "programs a schedule: " + step.schedule().ShortDebugString();
    case Step::kBolus: return fmt::format("gives a bolus of {} over {}", step.bolus().dose(), step.bolus().over());
    case Step::kRefill: return fmt::format("programs the refill: {} in the reservoir{}{}", step.refill().volume(), step.refill().withdrawn().empty() ? "" : ", withdrawn " + step.refill().withdrawn(),
                                           step.refill().bridge().empty() ? "" : ", bridge " + step.refill().bridge());
    case Step::kStop: return "stops the pump";
    case Step::kResume: return "resumes";
    case Step::kClock: return "sets the pump's clock to " + step.clock();
    case Step::kAlarmSettings: return "changes the alarm settings";
    case Step::kAcknowledge: return "acknowledges " + step.acknowledge();
    case Step::kSilence: return "silences " + step.silence();
    case Step::kTestAlarm: return "tests the alarm";
    case Step::kSettle: return "settles what was left open";
    case Step::kPrime: return "primes " + step.prime().volume();
    case Step::kBridge: return "gives a bridge";
    case Step::kPatientLimits: return "sets what the patient may ask for";
    case Step::kPatientBolus: return "the patient asks for a bolus";
    default: return {};
  }
}

}  // namespace

Result<LiveStep> live_step(const Step& step, const pb::Start& start) {
  LiveStep live;
  live.say = step.say();
  Wrong wrong;
  if (step.act_case() == Step::kNeedle || step.act_case() == Step::kWithdraw || step.act_case() == Step::kFill) wrong = at_the_needle(step, start, live);
  else if (step.act_case() == Step::ACT_NOT_SET) live.whose = LiveStep::Whose::world;
  else if (step.act_case() < Step::kInterrogate || step.act_case() >= Step::kLinkFault) wrong = in_the_world(step, live);
  else live.expected = at_the_programmer(step);
  if (wrong) return *wrong;
  return live;
}

}  // namespace ipt

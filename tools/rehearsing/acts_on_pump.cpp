// What befalls a pump in its patient: fields, a battery that is used up, stalls, what wears.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/amount_text.hpp"
#include "pump_sim/world/mishaps.hpp"
#include "tools/rehearsing/acts.hpp"

namespace ipt::rehearsing {
namespace {

/// It cannot be refused.
Act befalls(std::string words, const std::function<void(World&, Uptime)>& act) {
  return by_hand(std::move(words), [act](World& world, Uptime now) -> Result<std::optional<Moved>> {
    act(world, now);
    return std::optional<Moved>();
  });
}

template <class Done>
Result<std::optional<Moved>> nothing_moved(const Result<Done>& done) {
  if (!done) return done.error();
  return std::optional<Moved>();
}

Result<Act> leaving(const pb::LeaveField& written, const Spot& spot) {
  Milliseconds late{};
  if (!written.late().empty()) {
    const auto read = parse_duration(written.late());
    if (!read) return spot.wrong("late", "expected how much later the motor turns again: " + read.error().text);
    late = *read;
  }
  const std::string words = late.count() == 0 ? "out of the magnetic field" : fmt::format("out of the magnetic field; the motor turns again {} later", text_of(late));
  return by_hand(words, [late](World& world, Uptime now) { return nothing_moved(leave_field(world, late, now)); });
}

Result<Act> stalls(const pb::Stalls& written, const Spot& spot) {
  const auto last = parse_duration(written.last());
  if (!last) return spot.wrong("last", "expected how long each lasts: " + last.error().text);
  const auto interval = parse_duration(written.interval());
  if (!interval) return spot.wrong("interval", "expected the time from start to start: " + interval.error().text);
  if (written.times() == 0) return spot.wrong("times", "expected how many, from 1");
  return by_hand(fmt::format("{} stalls of {}, one every {}", written.times(), text_of(*last), text_of(*interval)),
                 [times = written.times(), last = *last, interval = *interval](World& world, Uptime now) { return nothing_moved(stall_again_and_again(world, times, last, interval, now)); });
}

Result<Act> battery(const std::string& written, const Spot& spot) {
  const auto read = read_number(written);
  const auto percent = read && read->unit == "%" && !read->has_sign ? read->times(1) : Result<std::int64_t>(Error{""});
  if (!percent) return spot.wrong("battery_used", fmt::format("expected whole per cent of all that it holds, as \"85%\", found '{}'", written));
  return by_hand(fmt::format("{} of the battery is used", written), [percent = *percent](World& world, Uptime now) { return nothing_moved(set_battery_used(world, percent, now)); });
}

Result<Act> misprint(const std::string& written, const Spot& spot) {
  const auto read = read_number(written);
  const auto days = read && read->unit == "d" && read->has_sign ? read->times(1) : Result<std::int64_t>(Error{""});
  if (!days) return spot.wrong("replace_by_off", fmt::format("expected days with their sign, as \"+400d\", found '{}'", written));
  return by_hand(fmt::format("the replace-by date in the pump's memory is wrong by {}", written),
                 [days = read->negative ? -*days : *days](World& world, Uptime now) { return nothing_moved(misprint_replace_by(world, days, now)); });
}

}  // namespace

Result<Act> read_act_on_pump(const pb::Step& step, const Spot& spot) {
  switch (step.act_case()) {
    case pb::Step::kEnterField: return befalls("into a magnetic field", enter_field);
    case pb::Step::kLeaveField: return leaving(step.leave_field(), spot.inside("leave_field", step.leave_field()));
    case pb::Step::kStalls: return stalls(step.stalls(), spot.inside("stalls", step.stalls()));
    case pb::Step::kFeedthroughShorted:
      return befalls(step.feedthrough_shorted() ? "a feedthrough is short" : "the feedthrough is whole again",
                     [shorted = step.feedthrough_shorted()](World& world, Uptime now) { short_feedthrough(world, shorted, now); });
    case pb::Step::kBatteryDrops: return befalls("the battery gives nothing for an instant", drop_battery);
    case pb::Step::kBatteryUsed: return battery(step.battery_used(), spot);
    case pb::Step::kInterference: return befalls("something strong comes near", interfere);
    case pb::Step::kMemoryWorn:
      return befalls(step.memory_worn() ? "the program memory can no longer be written" : "the program memory can be written again",
                     [worn = step.memory_worn()](World& world, Uptime now) { wear_memory(world, worn, now); });
    case pb::Step::kReplaceByOff: return misprint(step.replace_by_off(), spot);
    case pb::Step::kReadingsToRecover:
      return by_hand(fmt::format("the motor's sensor wants to be read {} times before it tells of a recovery", step.readings_to_recover()),
                     [readings = step.readings_to_recover()](World& world, Uptime now) { return nothing_moved(delay_recovery(world, readings, now)); });
    default: return spot.wrong("needle", "expected an act at the bed");
  }
}

}  // namespace ipt::rehearsing

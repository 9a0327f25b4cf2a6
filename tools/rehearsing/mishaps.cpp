// What goes wrong on the way between the two: laid out beforehand, and watched whether it comes about.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/amount_text.hpp"
#include "tools/rehearsing/acts.hpp"

namespace ipt::rehearsing {
namespace {

namespace bed = ::bedside::v1;

/// By the numbers of bedside.v1.ScriptedRequest.
std::optional<std::size_t> index_of(bed::ScriptedRequest request) {
  const Request requests[] = {Commit{}, Stage{}, Stop{}, GetStatus{}, AcquireControl{}, ReleaseControl{}, Discard{}, SilenceAlarm{}, AcknowledgeAlarm{}, TestAlarm{}, GetInfo{}, GetProgram{}, GetOperation{}, ReadLog{}, Subscribe{}};
  static_assert(bed::SCRIPTED_REQUEST_COMMIT == 1 && bed::SCRIPTED_REQUEST_SUBSCRIBE == std::size(requests));
  if (request < bed::SCRIPTED_REQUEST_COMMIT || request > bed::SCRIPTED_REQUEST_SUBSCRIBE) return {};
  return requests[static_cast<std::size_t>(request) - 1].index();
}

std::string lower(std::string name, std::size_t prefix) {
  name.erase(0, prefix);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c == '_' ? ' ' : c;
  return name;
}

Result<Act> link_fault(const pb::LinkFault& written, const Spot& spot) {
  const bool is_kind = written.kind() >= pb::LinkFault::DROP && written.kind() <= pb::LinkFault::CUT_AFTER;
  if (!is_kind) return spot.wrong("kind", "expected DROP, DUPLICATE, DELAY, CUT_BEFORE or CUT_AFTER");
  const bool is_way = written.direction() == bed::DIRECTION_TO_PUMP || written.direction() == bed::DIRECTION_FROM_PUMP;
  if (!is_way) return spot.wrong("direction", "expected DIRECTION_TO_PUMP or DIRECTION_FROM_PUMP");
  if (written.frame() == 0) return spot.wrong("frame", "expected the number of a frame, from 1");
  CableFault fault;
  fault.kind = static_cast<CableFault::Kind>(written.kind() - 1);
  fault.way = written.direction() == bed::DIRECTION_TO_PUMP ? Way::to_pump : Way::from_pump;
  fault.frame = written.frame();
  if (fault.kind == CableFault::Kind::delay) {
    const auto late = parse_duration(written.late());
    if (!late) return spot.wrong("late", "expected how late: " + late.error().text);
    fault.late = *late;
  }
  const std::string words = fmt::format("the link: {} at frame {} {}", lower(pb::LinkFault::Kind_Name(written.kind()), 0), written.frame(), fault.way == Way::to_pump ? "to the pump" : "from the pump");
  return Act{words, [fault, words, line = spot.line()](Play& play) {
               play.planned.emplace_back(fault, play.laid_out.size());
               play.laid_out.push_back({words, line, [] { return false; }});
             }};
}

Result<Act> crash(const pb::Crash& written, const Spot& spot) {
  if (written.point() < bed::CRASH_POINT_BEFORE_STORE || written.point() > bed::CRASH_POINT_AFTER_SEND) {
    return spot.wrong("point", "expected CRASH_POINT_BEFORE_STORE, CRASH_POINT_AFTER_STORE, CRASH_POINT_BEFORE_SEND or CRASH_POINT_AFTER_SEND");
  }
  const CrashPoint point{static_cast<CrashPoint::At>(written.point() - 1), std::max(written.nth(), 1U)};
  const Comeback comeback = written.firmware_only() ? Comeback::reset : Comeback::reboot;
  const std::string words = fmt::format("the pump will lose its power {}, number {}", lower(bed::CrashPoint_Name(written.point()), 12), point.nth);
  return Act{words, [point, comeback, words, line = spot.line()](Play& play) {
               play.room.crash_at(point, comeback);
               play.laid_out.push_back({words, line, [&play] { return !play.room.pump().will_crash(); }});
             }};
}

Result<Act> scripted(const bed::ScriptAnswer& written, const Spot& spot) {
  const auto index = index_of(written.request());
  if (!index) return spot.wrong("request", "expected a request such as SCRIPTED_REQUEST_COMMIT");
  if (written.answer() < bed::SCRIPTED_ANSWER_BUSY || written.answer() > bed::SCRIPTED_ANSWER_LOST) return spot.wrong("answer", "expected an answer such as SCRIPTED_ANSWER_SILENCE");
  const Scripted::Plan plan{static_cast<Scripted::Answer>(written.answer()), std::max(written.times(), 1U)};
  const std::string words = fmt::format("{} will be answered with {}", lower(bed::ScriptedRequest_Name(written.request()), 17), lower(bed::ScriptedAnswer_Name(written.answer()), 16));
  return Act{words, [index = *index, plan, words, line = spot.line()](Play& play) {
               play.room.pump().device().scripted().answers[index] = plan;
               const std::uint64_t boot = play.room.pump().implant().firmware.boot_count;
               play.laid_out.push_back({words, line, [&play, index, boot] {
                                          return play.room.pump().implant().firmware.boot_count == boot && !play.room.pump().device().scripted().answers.contains(index);
                                        }});
             }};
}

}  // namespace

Result<Act> read_mishap(const pb::Step& step, const Spot& spot) {
  switch (step.act_case()) {
    case pb::Step::kLinkFault: return link_fault(step.link_fault(), spot.inside("link_fault", step.link_fault()));
    case pb::Step::kCrash: return crash(step.crash(), spot.inside("crash", step.crash()));
    case pb::Step::kScriptedAnswer: return scripted(step.scripted_answer(), spot.inside("scripted_answer", step.scripted_answer()));
    case pb::Step::kProgrammerDies: {
      const bool sent = step.programmer_dies().once_it_is_sent();
      const std::string words = fmt::format("the programmer will die {} sent", sent ? "once its next act is" : "before its next act is");
      return Act{words, [sent, words, line = spot.line("programmer_dies")](Play& play) {
                   play.clinic.programmer().leave_off(sent ? Programmer::LeaveOff::once_it_is_sent : Programmer::LeaveOff::before_it_is_sent);
                   play.laid_out.push_back({words, line, [&play] { return !play.clinic.programmer().will_leave_off(); }});
                 }};
    }
    case pb::Step::kPowerFails:
      if (step.power_fails().firmware_only()) return Act{"the firmware is born anew", [](Play& play) { play.room.reset(); }};
      return Act{"the pump's power fails and comes back", [](Play& play) { play.room.reboot(); }};
    case pb::Step::kLinkTime: {
      const auto time = parse_duration(step.link_time());
      if (!time) return spot.wrong("link_time", "expected a duration: " + time.error().text);
      return Act{fmt::format("{} pass at the programmer", text_of(*time)), [time = *time](Play& play) { play.room.wait(time); }};
    }
    default: return spot.wrong("link_fault", "expected what goes wrong");
  }
}

}  // namespace ipt::rehearsing

#pragma once
#include <chrono>
#include <ostream>
#include <utility>

#include "tools/rehearsal/programmer.hpp"

// What the tests of a whole conversation say in few words. The pump of every room: 20 mL of baclofen 2,000 mcg/mL at
// 120 mcg/day, that is 60,000 nL/day, 250 nL a stroke, its clock at Thursday, 1 January 2026, 00:00.
namespace ipt {

template <class Unit>
std::ostream& operator<<(std::ostream& out, Quantity<Unit> q) { return out << q.value; }

}  // namespace ipt

namespace ipt::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Kind = Outcome::Kind;

inline constexpr std::chrono::local_days new_year = std::chrono::local_days{std::chrono::year{2026} / 1 / 1};
constexpr Uptime at(Milliseconds t) { return Uptime{t}; }
constexpr PumpDay day(int month, int day_of_month) {
  return std::chrono::local_days{std::chrono::year{2026} / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::day(static_cast<unsigned>(day_of_month))};
}

inline TherapyOperation operation(TherapyKind kind, ModeAfter mode_after = ModeAfter::unchanged) { return {"R-1", mode_after, std::move(kind)}; }
inline Program continuous(DoseRate dose, Concentration concentration = 2'000_ug_per_mL) { return {concentration, SimpleContinuous{dose}}; }
inline SingleBolus bolus(Nanograms dose, Milliseconds duration) { return {dose, duration, 2'000_ug_per_mL}; }

inline bool adds_up(const Truth& t) {
  return t.initial_nl + t.injected_nl == t.reservoir_nl + t.path_nl + t.delivered_nl + t.withdrawn_nl + t.pocket_nl + t.spilled_nl &&
         t.initial_ng + t.injected_ng == t.reservoir_ng + t.path_ng + t.delivered_ng + t.withdrawn_ng + t.pocket_ng + t.spilled_ng;
}

/// The pump answers the next request of this kind so, once.
inline void script(Rehearsal& room, const Request& request, Scripted::Answer answer) { room.pump().device().scripted().answers[request.index()] = {answer, 1}; }

inline const Journal& journal(Rehearsal& room) { return room.pump().implant().notes.journal; }
inline const Firmware& firmware(Rehearsal& room) { return room.pump().implant().firmware; }
/// How often the journal holds it.
inline int times_done(Rehearsal& room, const OperationId& id) {
  int times = 0;
  for (const auto& entry : journal(room).entries()) times += entry.operation_id == id ? 1 : 0;
  return times;
}
/// What a boot would find is what is so now: nobody was told anything that a crash could take back.
inline bool is_durable(Rehearsal& room) { return room.pump().memory().read_back(room.pump().settings()) == room.pump().implant(); }

inline Reason reason_of(const Outcome& outcome) { return outcome.refusal ? outcome.refusal->reason : Reason::unknown_request; }
inline Reason reason_of(const std::optional<Response>& response) { return response && response->refusal ? response->refusal->reason : Reason::unknown_request; }

}  // namespace ipt::test

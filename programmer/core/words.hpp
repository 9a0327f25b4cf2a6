#pragma once
#include <optional>
#include <string>

#include "common/messages.hpp"
#include "programmer/core/change.hpp"

/// Values in a clinic's words: "mcg", never "ug"; a leading zero, no trailing zeros; dates as "12 Feb 2027".
namespace ipt::words {

std::string volume(Nanolitres);            ///< 18.6 mL
std::string signed_volume(Nanolitres);     ///< +0.2 mL, -1.4 mL
std::string dose(Nanograms);               ///< 120 mcg
std::string daily_dose(Nanograms);         ///< 120 mcg/day
std::string concentration(Concentration);  ///< 2000 mcg/mL
std::string flow(FlowRate);                ///< 0.06 mL/day
std::string duration(Milliseconds);        ///< 48 h 30 min
std::string days(std::int64_t count);      ///< 1 day, 48 days
std::string day(PumpDay);                  ///< 12 Feb 2027
std::string date(const Date&);             ///< the day, or why there is none
std::string moment(PumpClock);             ///< 12 Feb 2027 08:30
std::string weekday(std::uint32_t iso);     ///< Mon … Sun, of 1 … 7
std::string time_of_day(Milliseconds);      ///< 08:30
std::string percent(std::int64_t permille);  ///< +8.3 %
std::string hex(const OperationId&);
std::optional<OperationId> operation_id(std::string_view hex);
/// Control characters and quotes shown, never acted on: what comes over the wire is data.
std::string escaped(std::string_view);

// The names of the protocol in lower case, for people and for JSON.
std::string name(Mode);
std::string name(OperationKind);
std::string name(OperationState);
std::string name(AlarmKind);
std::string name(LogKind);
std::string name(Ending);
std::string name(Reason);
std::string name(MotorState);
std::string name(BatteryState);
std::string name(DateAbsent);
std::string name(Tone);
std::string name(Role);
std::string name(Warning);
std::string name(Outcome::Kind);
/// What it means and what to think of.
std::string sentence(Warning);
/// What is worth remembering of an outcome: how much of a bolus went in, why the pump said no, or how it was left. May be empty.
std::string detail(const Outcome&);
/// A number of a field of the protocol, in the clinic's unit by the ending of the field's name.
std::string figure(std::string_view field, std::int64_t value);

}  // namespace ipt::words

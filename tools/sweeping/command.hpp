#pragma once
#include <string>
#include <variant>
#include <vector>

#include "tools/rehearsal/programmer.hpp"

namespace ipt::sweep {

struct StopThePump {};
/// Silences or acknowledges the alarm that sounds.
struct QuietAlarm {
  bool silences = false;
};

/// One thing that a clinician does to the pump, in a room in which it means something.
struct Command {
  std::string name;
  std::variant<TherapyOperation, StopThePump, QuietAlarm> what;
  enum class Begins { running, stopped, in_a_bolus, with_an_alarm };
  Begins begins = Begins::running;
  std::string profile = "ipt-20";  ///< of the pump
  /// An act on an alarm has no operation id: asking twice does it once, and a read says whether it is done.
  [[nodiscard]] bool has_operation_id() const { return !std::holds_alternative<QuietAlarm>(what); }
};

/// Every one, in the order of the table.
const std::vector<Command>& every_command();

/// The room before the command; whoever prepared it has left.
void prepare(Rehearsal&, const Command&);

/// As a clinician does it: connect, interrogate, do it, leave. Without a status nothing is changed. The session stays open
/// when the outcome is uncertain.
Outcome converse(Programmer&, const Command&);

}  // namespace ipt::sweep

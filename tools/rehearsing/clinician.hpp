#pragma once
#include <optional>
#include <string>
#include <vector>

#include "programmer/core/caution.hpp"
#include "tools/rehearsal/programmer.hpp"

namespace ipt::rehearsing {

/// Who sits at the programmer, and what they do about what it shows.
enum class Person { agrees, heeds_cautions, says_no };

/// What the programmer showed about one change, from its core and from the pump's words.
struct Shown {
  Outcome outcome;
  bool asked_pump = false;
  std::vector<Caution> cautions;
  std::optional<Receipt> receipt;
};

/// What the pump said when it was read.
struct Readings {
  Status status;
  PumpClock clock{};
};

/// A clinician at a programmer, one visit for each thing done, as the commands of `programmer` do it: connect, read, check,
/// caution, compare old and new, commit, read back, say goodbye.
class Clinician {
 public:
  Clinician(Rehearsal& room, const std::string& name, Role role) : programmer_(room.programmer(name, role)) {}

  Programmer& programmer() { return programmer_; }
  [[nodiscard]] const Programmer& programmer() const { return programmer_; }

  /// Opens the visit and reads the pump. Nothing: it does not answer.
  std::optional<Readings> begin();
  std::optional<Readings> read();
  void end();

  /// What runs or waits, and what a new dose is written against; both need a visit that is open.
  std::optional<Program> program();
  DoseRate present_dose(const Status&);
  std::optional<Info> info();
  /// All that was logged from this number on.
  std::optional<std::vector<LogEntry>> log(std::uint64_t from);

  /// In the visit that is open.
  Shown change(const TherapyOperation&, const Readings&, bool hourly, Person);

 private:
  RecentDoses recent_doses(const Readings&, Uptime now);

  Programmer& programmer_;
};

}  // namespace ipt::rehearsing

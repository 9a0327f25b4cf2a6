#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/rehearsal/rehearsal.hpp"
#include "tools/rehearsing/clinician.hpp"

namespace ipt::rehearsing {

/// What was to go wrong, and whether it came about.
struct LaidOut {
  std::string what;
  int line = 0;
  std::function<bool()> has_come_about;
  bool came_about = false;
};

/// One scenario while it is played: the room, and what each witness of the present step has to say.
struct Play {
  Play(const Rehearsal::Setup& setup, PumpClock clock) : room(setup), start(clock), clinic(room, "clinic", Role::clinician), before(room.truth()) {}

  Rehearsal room;
  PumpClock start;
  Clinician clinic;
  std::vector<LaidOut> laid_out;
  /// Meets the next connection.
  std::vector<std::pair<CableFault, std::size_t>> planned;
  Truth before;                ///< as it was so before this step
  std::uint64_t log_seen = 0;  ///< the newest entry that was looked at

  // ---- of this step
  bool at_programmer = false;
  std::string happened;                ///< what came of the act, in words
  std::optional<Readings> readings;    ///< as the act at the programmer read it last
  std::optional<std::vector<LogEntry>> log;  ///< since it was looked at last
  std::optional<Shown> shown;
  std::optional<Refusal> refusal;      ///< the pump's own, also of what is no change of therapy
  std::optional<Nanolitres> moved;     ///< through the needle
  std::string felt;                    ///< why hands could not do it
  std::string undone;                  ///< why what is no change of therapy was not done at the programmer
};

}  // namespace ipt::rehearsing

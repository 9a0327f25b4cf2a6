#include "tools/sweeping/cell.hpp"

#include <fmt/format.h>

#include "common/check.hpp"
#include "tools/sweeping/command.hpp"

namespace ipt::sweep {
namespace {

constexpr std::uint32_t most_stores = 2;    // an alarm is shown, then acknowledged
constexpr std::uint32_t most_sends = 10;    // Welcome and five answers, then what settles it and what comes of trying again
constexpr std::uint64_t most_to_pump = 7;   // Hello GetStatus AcquireControl Stage Commit ReleaseControl Goodbye
constexpr std::uint64_t most_from_pump = 6; // Welcome and five answers
constexpr Milliseconds short_delay{1'000};  // the answer still comes in time
constexpr Milliseconds long_delay{6'000};   // the programmer has given up; the pump's end of the session still stands

}  // namespace

const std::vector<Crash>& every_crash() {
  static const std::vector<Crash> all = [] {
    std::vector<Crash> crashes{{}};
    for (const Comeback comeback : {Comeback::reboot, Comeback::reset}) {
      for (const auto at : {Crash::At::before_store, Crash::At::after_store}) {
        for (std::uint32_t nth = 1; nth <= most_stores; ++nth) crashes.push_back({at, nth, comeback});
      }
      for (const auto at : {Crash::At::before_send, Crash::At::after_send}) {
        for (std::uint32_t nth = 1; nth <= most_sends; ++nth) crashes.push_back({at, nth, comeback});
      }
      for (const std::uint32_t nth : {1U, 37U, 100U}) crashes.push_back({Crash::At::at_stroke, nth, comeback});  // of 100
    }
    return crashes;
  }();
  return all;
}

const std::vector<std::optional<CableFault>>& every_fault() {
  using Kind = CableFault::Kind;
  static const std::vector<std::optional<CableFault>> all = [] {
    std::vector<std::optional<CableFault>> faults{std::nullopt};
    for (const Way way : {Way::to_pump, Way::from_pump}) {
      for (std::uint64_t frame = 1; frame <= (way == Way::to_pump ? most_to_pump : most_from_pump); ++frame) {
        for (const Kind kind : {Kind::drop, Kind::duplicate, Kind::cut_before, Kind::cut_after}) faults.push_back(CableFault{kind, way, frame, {}});
        for (const Milliseconds late : {short_delay, long_delay}) faults.push_back(CableFault{Kind::delay, way, frame, late});
      }
    }
    return faults;
  }();
  return all;
}

std::uint64_t cells_in_all() { return every_command().size() * every_crash().size() * every_fault().size() * ways_of_going_on; }

Cell cell(std::uint64_t number) {
  IPT_CHECK(number < cells_in_all());
  std::uint64_t rest = number;
  const auto take = [&rest](std::size_t points) {
    const std::uint64_t point = rest % points;
    rest /= points;
    return point;
  };
  Cell cell;
  cell.number = number;
  cell.going_on = static_cast<GoingOn>(take(ways_of_going_on));
  cell.fault = every_fault()[take(every_fault().size())];
  cell.crash = every_crash()[take(every_crash().size())];
  cell.command = rest;
  return cell;
}

std::vector<std::uint64_t> quick_cells() {
  // Every crash meets every fault once; the command and the way of going on take turns, each at a pace of its own.
  const std::size_t commands = every_command().size(), crashes = every_crash().size(), faults = every_fault().size();
  std::vector<std::uint64_t> cells;
  for (std::size_t crash = 0; crash < crashes; ++crash) {
    for (std::size_t fault = 0; fault < faults; ++fault) {
      const std::size_t command = (crash + fault) % commands;
      const std::size_t going_on = (crash + fault / commands) % ways_of_going_on;
      cells.push_back(((command * crashes + crash) * faults + fault) * ways_of_going_on + going_on);
    }
  }
  return cells;
}

std::string name(Crash::At at) {
  switch (at) {
    case Crash::At::nowhere: return "no crash";
    case Crash::At::before_store: return "before store";
    case Crash::At::after_store: return "after store";
    case Crash::At::before_send: return "before send";
    case Crash::At::after_send: return "after send";
    case Crash::At::at_stroke: return "at stroke";
  }
  return {};
}

std::string name(const Crash& crash) {
  if (crash.at == Crash::At::nowhere) return name(crash.at);
  return fmt::format("{} {} {}", crash.comeback == Comeback::reboot ? "crash" : "reset", name(crash.at), crash.nth);
}

std::string name(const std::optional<CableFault>& fault) {
  if (!fault) return "no link fault";
  const std::string frame = fmt::format("frame {} {} the pump", fault->frame, fault->way == Way::to_pump ? "to" : "from");
  switch (fault->kind) {
    case CableFault::Kind::drop: return frame + " dropped";
    case CableFault::Kind::duplicate: return frame + " twice";
    case CableFault::Kind::delay: return fmt::format("{} late by {} s", frame, fault->late.count() / 1'000);
    case CableFault::Kind::cut_before: return "cut before " + frame;
    case CableFault::Kind::cut_after: return "cut after " + frame;
  }
  return {};
}

std::string name(GoingOn way) {
  switch (way) {
    case GoingOn::retry: return "retry";
    case GoingOn::restart_unsent: return "restart, killed before it was sent";
    case GoingOn::restart_sent: return "restart, killed once it was sent";
    case GoingOn::takeover: return "takeover";
  }
  return {};
}

}  // namespace ipt::sweep

#include "tools/sweeping/table.hpp"

#include <fmt/format.h>

#include "tools/sweeping/command.hpp"

namespace ipt::sweep {

void Count::add(const Verdict& verdict) {
  ++cells;
  if (verdict.is_bad()) ++bad;
  else if (verdict.is_unreached()) ++unreached;
  else if (verdict.kind == Verdict::Kind::done) ++done;
  else if (verdict.kind == Verdict::Kind::partly) ++partly;
  else if (verdict.kind == Verdict::Kind::stopped) ++stopped;
  else ++not_done;
}

void Count::add(const Count& other) {
  cells += other.cells;
  done += other.done;
  not_done += other.not_done;
  partly += other.partly;
  stopped += other.stopped;
  unreached += other.unreached;
  bad += other.bad;
}

std::size_t Table::place(const Crash& crash) {
  const auto at = static_cast<std::size_t>(crash.at);
  return at == 0 ? 0 : crash.comeback == Comeback::reboot ? at : at + places / 2;
}

void Table::add(const Cell& cell, const Verdict& verdict) {
  if (counts_.empty()) counts_.resize(every_command().size());
  counts_[cell.command][place(cell.crash)].add(verdict);
  if (!verdict.crash_reached) ++crashes_unreached_;
  else if (!verdict.fault_reached) ++faults_unreached_;
  if (verdict.is_bad()) bad_cells_.push_back(cell.number);
}

Count Table::sum() const {
  Count sum;
  for (const auto& row : counts_) {
    for (const Count& count : row) sum.add(count);
  }
  return sum;
}

std::string Table::text() const {
  const auto line = [](const std::string& command, const std::string& crash, const Count& n) {
    return fmt::format("{:<20} {:<19} {:>7} {:>7} {:>9} {:>7} {:>7} {:>10} {:>5}\n", command, crash, n.cells, n.done, n.not_done, n.partly, n.stopped, n.unreached, n.bad);
  };
  std::string text = fmt::format("{:<20} {:<19} {:>7} {:>7} {:>9} {:>7} {:>7} {:>10} {:>5}\n", "command", "crash", "cells", "done", "not done", "partly", "stopped", "unreached", "bad");
  for (std::size_t command = 0; command < counts_.size(); ++command) {
    for (std::size_t place = 0; place < places; ++place) {
      const Count& count = counts_[command][place];
      if (count.cells == 0) continue;
      const bool resets = place > places / 2;
      const std::string at = name(static_cast<Crash::At>(resets ? place - places / 2 : place));
      text += line(every_command()[command].name, place == 0 ? at : (resets ? "reset " : "crash ") + at, count);
    }
  }
  return text + line("all", "", sum());
}

std::string name(const Cell& cell) {
  return fmt::format("{}; {}; {}; {}", every_command()[cell.command].name, name(cell.crash), name(cell.fault), name(cell.going_on));
}

}  // namespace ipt::sweep

#include "programmer/core/log_words.hpp"

#include <fmt/format.h>

#include "programmer/core/words.hpp"

namespace ipt::words {

std::string doses(const DoseRange& range) {
  if (range.lowest == range.highest) return daily_dose(range.highest);
  return fmt::format("{} to {}", dose(range.lowest), daily_dose(range.highest));
}

std::string particulars(const LogEntry& entry) {
  std::string text;
  if (entry.alarm) text += fmt::format(" {} #{}", name(*entry.alarm), entry.alarm_id);
  if (entry.operation) text += fmt::format(" {}", name(*entry.operation));
  if (entry.volume) text += fmt::format(" {}", volume(*entry.volume));
  if (entry.delivered) text += fmt::format(", delivered {}", volume(*entry.delivered));
  if (entry.ending) text += fmt::format(", {}", name(*entry.ending));
  if (entry.discrepancy) text += fmt::format(", discrepancy {}", signed_volume(*entry.discrepancy));
  if (entry.old_clock) text += fmt::format(", it was {}", moment(*entry.old_clock));
  if (entry.dose_after) text += fmt::format(" {} -> {}", entry.dose_before ? doses(*entry.dose_before) : "none", doses(*entry.dose_after));
  const auto begins = text.find_first_not_of(" ,");
  return begins == std::string::npos ? std::string() : text.substr(begins);
}

}  // namespace ipt::words

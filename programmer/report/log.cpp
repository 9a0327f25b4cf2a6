#include <fmt/format.h>

#include "programmer/core/log_words.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {

Section log_section(const Readings& read) {
  Section section{"Log", {}, {}, {}};
  if (!read.log.empty() && read.log.front().log_seq > read.since) section.notes.push_back(fmt::format("Entries before #{} are no longer kept by the pump.", read.log.front().log_seq));
  Table table{fmt::format("The pump's log, since {}", read.since_when), {"#", "when", "what", "particulars", "by"}, {}};
  for (const auto& entry : read.log) {
    if (entry.log_seq < read.since) continue;
    const auto particulars = words::particulars(entry);
    table.rows.push_back({{fmt::format("{}", entry.log_seq), words::moment(entry.time.clock), spoken(words::name(entry.kind)), particulars.empty() ? nothing : spoken(particulars), by(entry)}, false});
  }
  if (table.rows.empty()) section.notes.push_back("Nothing stands in the log since then.");
  else section.tables.push_back(std::move(table));
  return section;
}

}  // namespace ipt::report

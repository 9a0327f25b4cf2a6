#include "programmer/report/session_report.hpp"

#include <fmt/format.h>

#include "programmer/core/attention.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/sections.hpp"

namespace ipt::report {
namespace {

std::vector<std::string> all_attentions(const Readings& read) {
  std::vector<std::string> all = read.doubts;
  for (const auto& change : read.sent) {
    if (change.is_uncertain) all.push_back(fmt::format("UNCERTAIN, neither done nor not done until the pump says so: {}", change.intent));
  }
  for (auto& attention : attentions(read.status, read.now.clock)) all.push_back(std::move(attention));
  for (const auto& alarm : read.status.alarms) {
    if (alarm.active) all.push_back(fmt::format("{} alarm #{}: {}", alarm.critical ? "CRITICAL" : "active", alarm.id, spoken(words::name(alarm.kind))));
  }
  return all;
}

std::string log_kept(const Readings& read) {
  if (read.log.empty()) return "nothing";
  return fmt::format("#{} to #{}, from {}", read.log.front().log_seq, read.log.back().log_seq, words::moment(read.log.front().time.clock));
}

}  // namespace

Document session_report(const Readings& read) {
  Document document;
  document.title = fmt::format("Session report, pump {}", read.info.serial);
  document.facts = {{"pump", fmt::format("{} ({})", read.info.serial, read.info.model)},
                    {"pump time", words::moment(read.now.clock)},
                    {"read by", read.who},
                    {"link", read.link},
                    {"new since", read.since_when},
                    {"log kept by the pump", log_kept(read)}};
  document.attentions = all_attentions(read);
  document.sections = {present_section(read), changes_section(read), alarms_section(read), reservoir_section(read), program_section(read), dose_history_section(read), log_section(read)};
  return document;
}

}  // namespace ipt::report

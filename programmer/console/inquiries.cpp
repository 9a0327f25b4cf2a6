#include "programmer/console/inquiries.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/shell/command_line.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/cli/reading.hpp"
#include "programmer/console/calendar.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace json = boost::json;
using Fields = Result<json::object, Failure>;

constexpr std::int64_t most_entries = 1'000;

Fields interrogation(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return *failure;
  return json::object{{"status", interrogation_json(visit)}};
}

Fields program(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::observer)) return *failure;
  const auto in_force = visit.program();
  if (!in_force) return in_force.error();
  if (!*in_force) return json::object{{"program", nullptr}};
  return json::object{{"program", program_json(visit, **in_force)}};
}

Fields log(const Words& words, std::uint64_t from, std::int64_t count) {
  Visit visit(words);
  if (auto failure = visit.open(Role::observer)) return *failure;
  json::array entries;
  for (auto left = count; left > 0;) {
    const auto page = visit.read_log(from, static_cast<std::uint32_t>(left));
    if (!page) return page.error();
    if (page->entries.empty()) break;
    for (const auto& entry : page->entries) entries.push_back(json_of(entry));
    from = page->entries.back().log_seq + 1;
    left -= static_cast<std::int64_t>(page->entries.size());
  }
  return json::object{{"entries", std::move(entries)}, {"head", visit.status().log_head}};
}

Fields alarm(const Words& words, const Request& request) {
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return *failure;
  if (auto failure = consents(visit, request)) return *failure;
  if (auto failure = visit.read()) return *failure;
  json::array alarms;
  for (const auto& one : visit.status().alarms) alarms.push_back(json_of(one));
  return json::object{{"alarms", std::move(alarms)}};
}

/// Whatever was left open is settled on the way in; `open`: why it is still not known, or nothing may be sent.
Fields settlement(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return *failure;
  json::object fields{{"settled", settled_json(visit)}};
  const auto failure = visit.why_no_change();
  fields["open"] = failure ? json::value(line_of(failure->problem)) : json::value();
  return fields;
}

Fields calendar(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open(Role::observer)) return *failure;
  return json::object{{"ics", calendar_of(visit.info(), visit.status(), visit.clock())}};
}

Fields report(const Words& words) {
  const auto html = session_report_page(words);
  if (!html) return html.error();
  return json::object{{"html", *html}};
}

Result<Inquiry> asked_log(const WebAsk& ask) {
  std::int64_t from = 1, count = most_entries;
  for (const auto& [name, place] : {std::pair{"from", &from}, std::pair{"count", &count}}) {
    if (lacks_field(ask, name)) continue;
    const auto number = number_field(ask, name);
    if (!number) return number.error();
    *place = *number;
  }
  if (from < 1 || count < 1 || count > most_entries) return Error{fmt::format("'from' begins with 1, and 'count' is 1 to {}.", most_entries)};
  return Inquiry([from, count](const Words& words) { return log(words, static_cast<std::uint64_t>(from), count); });
}

Result<Inquiry> asked_alarm(const WebAsk& ask) {
  const auto act = text_field(ask, "act");
  if (!act) return act.error();
  if (*act == "test") {
    const auto critical = yes_field(ask, "critical");
    if (!critical) return critical.error();
    return Inquiry([request = Request(TestAlarm{*critical})](const Words& words) { return alarm(words, request); });
  }
  if (*act != "acknowledge" && *act != "silence") return Error{"'act' is acknowledge, silence or test."};
  const auto id = number_field(ask, "alarm_id");
  if (!id) return id.error();
  if (*id < 1) return Error{"'alarm_id' is the number of an alarm, from 1 on."};
  const auto alarm_id = static_cast<std::uint64_t>(*id);
  const Request request = *act == "silence" ? Request(SilenceAlarm{alarm_id}) : Request(AcknowledgeAlarm{alarm_id});
  return Inquiry([request](const Words& words) { return alarm(words, request); });
}

}  // namespace

std::optional<Result<Inquiry>> inquiry_of(const WebAsk& ask) {
  if (ask.verb == "interrogate") return Inquiry(interrogation);
  if (ask.verb == "program") return Inquiry(program);
  if (ask.verb == "log") return asked_log(ask);
  if (ask.verb == "alarm") return asked_alarm(ask);
  if (ask.verb == "settle") return Inquiry(settlement);
  if (ask.verb == "report") return Inquiry(report);
  if (ask.verb == "calendar") return Inquiry(calendar);
  return {};
}

std::string line_of(const Problem& problem) {
  std::string line = problem.what;
  for (const auto& part : {problem.means, problem.todo}) {
    if (part.empty()) continue;
    line += line.ends_with('.') ? " " : ". ";
    line += part;
  }
  return line;
}

}  // namespace ipt

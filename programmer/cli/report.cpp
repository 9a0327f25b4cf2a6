// The session report: all that one visit reads, for the chart and for the parents.
#include <fmt/format.h>

#include <algorithm>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/cli/reading.hpp"
#include "programmer/cli/whole_log.hpp"
#include "programmer/core/words.hpp"
#include "programmer/report/html.hpp"
#include "programmer/report/session_report.hpp"
#include "programmer/report/since.hpp"
#include "programmer/report/text.hpp"

namespace ipt {
namespace {

constexpr const char* standard_output = "-";

Result<report::Since, Failure> since_of(const Words& words, const Visit& visit, const std::vector<LogEntry>& log, const std::optional<report::LastSeen>& last_seen) {
  if (words.since == "all") return report::since_ever();
  if (words.since.empty()) return report::since_last_visit(log, visit.identity(), visit.header().time.uptime, last_seen);
  const auto clock = parse_clock(words.since);
  if (!clock) return Failure{exit_usage, {clock.error().text, {}, "--since takes all, or a time of the pump's clock such as 2026-01-01 or 2026-01-01T08:30."}};
  return report::since_clock(log, *clock);
}

/// Of each operation that is new, and of the newest one before: that says what was in force until then.
Result<std::vector<OperationReport>, Failure> journalled(Visit& visit, const std::vector<LogEntry>& log, std::uint64_t since) {
  std::vector<OperationReport> reports;
  for (auto entry = log.rbegin(); entry != log.rend(); ++entry) {
    if (!entry->operation_id || entry->kind == LogKind::bolus_ended || entry->kind == LogKind::update_begun) continue;
    auto response = visit.ask(GetOperation{*entry->operation_id, {}, false});
    if (!response) return response.error();
    const auto* report = std::get_if<OperationReport>(&response->answer);
    if (report == nullptr) continue;  // the pump does not tell: the report says so
    reports.push_back(*report);
    if (entry->log_seq < since && !report->result.empty()) break;
  }
  return reports;
}

Result<std::vector<report::SentChange>, Failure> sent_changes(Visit& visit) {
  auto kept = visit.records().operations(1'000'000);
  if (!kept) return Failure{exit_unreachable, {kept.error().text, {}, {}}};
  std::vector<report::SentChange> sent;
  for (const auto& operation : *kept) {
    if (operation.serial != visit.info().serial) continue;
    report::SentChange change{operation.pending.operation_id, operation.intent, operation.outcome.empty(), operation.asked, {}};
    if (operation.asked_uptime) change.age = std::max(Milliseconds{0}, visit.header().time.uptime - *operation.asked_uptime);
    sent.push_back(std::move(change));
  }
  return sent;
}

/// Everything in one visit. The status is read last, so that it knows of all that the rest tells.
Result<report::Readings, Failure> read_all(Visit& visit) {
  if (auto failure = visit.open_records()) return *failure;
  if (auto failure = visit.connect(Role::clinician)) return *failure;
  const auto known = visit.records().pump(visit.info().serial);
  if (!known) return Failure{exit_unreachable, {known.error().text, {}, {}}};
  std::optional<report::LastSeen> last_seen;
  if (*known) last_seen = report::LastSeen{(*known)->log_head, (*known)->uptime, (*known)->clock};
  if (auto failure = visit.catch_up(Role::clinician)) return *failure;
  report::Readings read;
  auto log = whole_log(visit, 0);
  if (!log) return log.error();
  read.log = *std::move(log);
  const auto since = since_of(visit.words(), visit, read.log, last_seen);
  if (!since) return since.error();
  read.since = since->from;
  read.since_when = since->when;
  auto operations = journalled(visit, read.log, read.since);
  if (!operations) return operations.error();
  read.operations = *std::move(operations);
  auto program = visit.program();
  if (!program) return program.error();
  read.program = *std::move(program);
  auto sent = sent_changes(visit);
  if (!sent) return sent.error();
  read.sent = *std::move(sent);
  if (auto failure = visit.read()) return *failure;
  read.info = visit.info();
  read.status = visit.status();
  read.now = visit.header().time;
  read.who = visit.identity();
  // What is uncertain is told as such.
  if (const auto failure = visit.why_no_change(); failure && failure->code != exit_uncertain) read.doubts.push_back(failure->problem.what);
  const auto& welcome = visit.client().welcome();
  read.link = welcome.insecure ? "INSECURE: plaintext, for this machine only" : fmt::format("protected, paired as {}", words::name(visit.paired_as()));
  return read;
}

boost::json::object json_of(const report::Readings& read, const Visit& visit) {
  boost::json::object out{{"serial", read.info.serial}, {"pump_time", iso_clock(read.now.clock)}, {"who", read.who}, {"since_log_seq", read.since}, {"since", read.since_when}};
  out["status"] = json_of(read.status, read.info, visit.header());
  if (read.program) out["program"] = json_of(*read.program);
  auto& uncertain = out["uncertain"].emplace_array();
  for (const auto& change : read.sent) {
    if (change.is_uncertain) uncertain.push_back(boost::json::object{{"operation_id", words::hex(change.id)}, {"intent", change.intent}, {"asked_pump_time", iso_clock(change.asked)}});
  }
  auto& log = out["log"].emplace_array();
  for (const auto& entry : read.log) {
    if (entry.log_seq >= read.since) log.push_back(json_of(entry));
  }
  return out;
}

std::optional<Failure> put_out(const std::string& where, const std::string& content) {
  if (where == standard_output) {
    print_out("{}", content);
    return {};
  }
  if (auto error = write_file_atomically(where, content)) return Failure{exit_unwritten, {error->text, "The pump was read, and nothing was changed.", {}}};
  return {};
}

}  // namespace

Result<std::string, Failure> session_report_page(const Words& words) {
  Visit visit(words);
  const auto read = read_all(visit);
  if (!read) return read.error();
  return report::html_of(report::session_report(*read));
}

int session_report(const Words& words) {
  const bool text_goes_out = words.text == standard_output || (words.text.empty() && words.html.empty() && !words.json);
  const int going_out = (text_goes_out ? 1 : 0) + (words.html == standard_output ? 1 : 0) + (words.json ? 1 : 0);
  if (going_out > 1) return fail(words, {exit_usage, {"only one form can go to standard output", "Nothing was asked of the pump.", "Name a file for the others."}});
  Visit visit(words);
  const auto read = read_all(visit);
  if (!read) return fail(words, read.error());
  print_settled(visit);
  const auto document = report::session_report(*read);
  if (!words.html.empty()) {
    if (auto failure = put_out(words.html, report::html_of(document))) return fail(words, *failure);
  }
  if (!words.text.empty() || text_goes_out) {
    if (auto failure = put_out(text_goes_out ? standard_output : words.text, report::text_of(document))) return fail(words, *failure);
  }
  // Reading is always possible; that nothing may be changed now is worth knowing, and an open operation its own exit code.
  const auto failure = visit.why_no_change();
  if (words.json) {
    auto out = json_of(*read, visit);
    if (failure) out["error"] = failure->problem.what;
    print_json(out);
  }
  if (!failure) return exit_done;
  print_error("programmer", failure->problem);
  return failure->code;
}

}  // namespace ipt

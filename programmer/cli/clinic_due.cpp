// Who has to come.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/clinic_desk.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

json::object json_of_line(const DuePatient& line, const ClinicRegister& all) {
  json::object out{{"patient", nullptr}, {"pump", nullptr}, {"days_left", nullptr}, {"insurance", nullptr}, {"appointment", nullptr}};
  if (!line.patient.empty()) out["patient"] = line.patient;
  for (const auto& pump : all.pumps) {
    if (pump.serial == line.serial) out["pump"] = pump.serial, out["status"] = json_of(pump, all)["status"];
  }
  if (line.days_left) out["days_left"] = line.days_left->count();
  if (line.insurance_verified) out["insurance"] = *line.insurance_verified ? "verified" : "pending";
  if (line.appointment) out["appointment"] = json_of(*line.appointment);
  auto& attention = out["attention"].emplace_array();
  for (const auto& sentence : line.attention) attention.push_back(json::value(sentence));
  return out;
}

using Row = std::array<std::string, 7>;

Row row_of(const DuePatient& line) {
  const auto date = [&](Date ReadStatus::*which) { return line.status ? words::date(*line.status.*which) : std::string("never read"); };
  std::string attention;
  for (const auto& sentence : line.attention) attention += (attention.empty() ? "" : "; ") + sentence;
  return {line.patient.empty() ? "(nobody)" : line.patient, line.serial.empty() ? "(none)" : line.serial, date(&ReadStatus::refill_by), date(&ReadStatus::low_reservoir_alarm),
          !line.insurance_verified ? "" : *line.insurance_verified ? "verified" : "PENDING", line.appointment ? words::moment(line.appointment->at) : "none", attention};
}

/// Columns as wide as what stands in them; the last is the sentence.
std::string table_of(const std::vector<Row>& rows) {
  Row headings = {"patient", "pump", "refill by", "low alarm", "insurance", "appointment", "attention"};
  std::array<std::size_t, 7> widths{};
  const auto widen = [&](const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  };
  widen(headings);
  for (const auto& row : rows) widen(row);
  std::string text;
  const auto add = [&](const Row& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("  {:<{}}", row[i], i + 1 < row.size() ? widths[i] : 0);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  };
  add(headings);
  for (const auto& row : rows) add(row);
  return text;
}

}  // namespace

int show_due(const Words& words) {
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  const auto within = parse_duration(words.clinic.within);
  if (!within) return fail(words, {exit_usage, {within.error().text, {}, "Give --within in days, such as 14d."}});
  const auto today = desk.today();
  if (!today) return fail(words, today.error());
  const auto days = std::chrono::floor<std::chrono::days>(*within);
  const auto lines = due(desk.all(), today->day, days);
  if (words.json) {
    json::array out;
    for (const auto& line : lines) out.push_back(json_of_line(line, desk.all()));
    print_json(json::object{{"today", iso_day(today->day)}, {"today_source", today->source}, {"within_days", days.count()}, {"due", std::move(out)}, {"notice", made_up_notice}});
    return exit_done;
  }
  print_out("Due within {} of {} ({})\n", words::days(days.count()), words::day(today->day), today->source);
  std::vector<Row> rows;
  for (const auto& line : lines) rows.push_back(row_of(line));
  print_out("{}{}\n", rows.empty() ? "  nobody\n" : table_of(rows), made_up_notice);
  if (desk.all().patients.empty() && desk.all().pumps.empty()) print_note("programmer: the register is empty: `programmer clinic demo` enters a few invented patients, `programmer clinic add` yours\n");
  return exit_done;
}

}  // namespace ipt

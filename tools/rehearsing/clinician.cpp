#include "tools/rehearsing/clinician.hpp"

#include "common/wire.hpp"

namespace ipt::rehearsing {
namespace {

Outcome plain(Outcome::Kind kind) { return {kind, {}, {}, {}}; }

}  // namespace

std::optional<Readings> Clinician::begin() {
  if (!programmer_.connect()) return {};
  return read();
}

std::optional<Readings> Clinician::read() {
  const auto response = programmer_.ask(GetStatus{});
  const auto* status = response ? std::get_if<Status>(&response->answer) : nullptr;
  if (status == nullptr) return {};
  return Readings{*status, response->time.clock};
}

void Clinician::end() {
  if (programmer_.is_connected()) programmer_.say_goodbye();
}

std::optional<Program> Clinician::program() {
  const auto response = programmer_.ask(GetProgram{});
  const auto* report = response ? std::get_if<ProgramReport>(&response->answer) : nullptr;
  if (report == nullptr) return {};
  const auto operation = wire::decode_therapy(report->operation);
  if (!operation) return {};
  if (const auto* program = std::get_if<Program>(&operation->kind)) return *program;
  if (const auto* refill = std::get_if<Refill>(&operation->kind)) return refill->program;
  return {};
}

DoseRate Clinician::present_dose(const Status& status) {
  if (status.daily_dose.value > 0) return DoseRate(status.daily_dose.value);
  const auto waiting = program();
  const auto* simple = waiting ? std::get_if<SimpleContinuous>(&waiting->delivery) : nullptr;
  return simple != nullptr ? simple->dose : DoseRate{};
}

std::optional<Info> Clinician::info() {
  const auto response = programmer_.ask(GetInfo{});
  const auto* info = response ? std::get_if<Info>(&response->answer) : nullptr;
  if (info == nullptr) return {};
  return *info;
}

std::optional<std::vector<LogEntry>> Clinician::log(std::uint64_t from) {
  std::vector<LogEntry> entries;
  for (;;) {
    const auto response = programmer_.ask(ReadLog{from, 0, false});
    const auto* page = response ? std::get_if<LogPage>(&response->answer) : nullptr;
    if (page == nullptr) return {};
    entries.insert(entries.end(), page->entries.begin(), page->entries.end());
    if (page->entries.empty() || page->entries.back().log_seq >= page->head) return entries;
    from = page->entries.back().log_seq + 1;
  }
}

/// Enough of the log for any day that a scenario may hold.
RecentDoses Clinician::recent_doses(const Readings& readings, Uptime now) {
  constexpr std::uint64_t enough = 512;
  const std::uint64_t from = readings.status.log_head > enough ? readings.status.log_head - enough : 1;
  const auto entries = log(from);
  RecentDoses recent;
  if (!entries || entries->empty()) return {{}, entries.has_value()};
  recent.is_whole = entries->front().log_seq == 1 || entries->front().time.uptime <= now - one_day;
  for (const auto& entry : *entries) {
    if (entry.time.uptime <= now - one_day) continue;
    if (entry.dose_before) recent.doses.push_back(*entry.dose_before);
    if (entry.dose_after) recent.doses.push_back(*entry.dose_after);
  }
  return recent;
}

Shown Clinician::change(const TherapyOperation& operation, const Readings& readings, bool hourly, Person person) {
  Shown shown;
  const auto can = info();
  if (!can) return {plain(Outcome::Kind::unheard), false, {}, {}};
  if (const auto refusal = validate(operation, *can)) return {{Outcome::Kind::refused, *refusal, {}, {}}, false, {}, {}};
  const auto in_force = program();
  const auto response = programmer_.ask(GetStatus{});
  if (!response) return {plain(Outcome::Kind::unheard), false, {}, {}};
  RecentDoses recent;
  if (brings_program(operation)) recent = recent_doses(readings, response->time.uptime);
  shown.cautions = cautions(operation, {readings.status, in_force, recent, can->path, hourly, can->minimum_rate});
  if (!shown.cautions.empty() && person == Person::heeds_cautions) {
    shown.outcome = plain(Outcome::Kind::declined);
    return shown;
  }
  shown.asked_pump = true;
  shown.outcome = programmer_.change(operation, [&](const Receipt& receipt) {
    shown.receipt = receipt;
    return person != Person::says_no;
  });
  return shown;
}

}  // namespace ipt::rehearsing

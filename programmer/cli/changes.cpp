#include "programmer/cli/changes.hpp"

#include "common/shell/files.hpp"

namespace ipt {
namespace {

struct Named {
  std::string_view name;
  Result<MakeIntent, Failure> (*prepare)(const Words&);
};

constexpr Named changes[] = {
    {"dose set", dose_set}, {"dose increase", dose_increase}, {"dose decrease", dose_decrease}, {"schedule set", schedule_set}, {"bolus", bolus},
    {"refill", refill_in_one}, {"prime", prime}, {"bridge", bridge}, {"resume", resume}, {"clock set", clock_set},
    {"alarms settings", alarms_settings}, {"patient-limits", patient_limits},
};

}  // namespace

Result<WrittenSchedule> written_schedule(const Words& words) {
  if (!words.schedule.empty()) return WrittenSchedule{words.schedule, "the page"};
  auto text = read_file(words.file, 1'024 * 1'024);
  if (!text) return text.error();
  return WrittenSchedule{*std::move(text), words.file};
}

std::optional<Prepare> change_named(std::string_view command) {
  for (const auto& change : changes) {
    if (change.name == command) return Prepare(change.prepare);
  }
  return {};
}

}  // namespace ipt

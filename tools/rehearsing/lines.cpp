#include "tools/rehearsing/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "programmer/core/words.hpp"

namespace ipt::rehearsing {
namespace {

using Names = std::vector<std::string>;

template <class Enum>
Names names(Enum last) {
  Names all;
  for (int value = 1; value <= static_cast<int>(last); ++value) all.push_back(words::name(static_cast<Enum>(value)));
  return all;
}

/// What may stand behind the kind of an entry.
Names details_of(LogKind kind) {
  switch (kind) {
    case LogKind::operation:
    case LogKind::stop:
    case LogKind::clock_set:
    case LogKind::update_begun:
    case LogKind::update_interrupted:
      return names(OperationKind::patient_bolus);
    case LogKind::bolus_ended:
    case LogKind::periodic_dose_cut:
      return names(Ending::interrupted);
    case LogKind::alarm_raised:
    case LogKind::alarm_cleared:
    case LogKind::alarm_acknowledged:
    case LogKind::alarm_silenced:
    case LogKind::alarm_shown:
      return names(AlarmKind::telemetry_mode);
    case LogKind::boot:
    case LogKind::armed:
    case LogKind::pairing_started:
    case LogKind::pairing_failed:
    case LogKind::paired:
    case LogKind::pairing_revoked:
    case LogKind::session_opened:
    case LogKind::session_refused:
    case LogKind::stranger_refused:
    case LogKind::insecure_allowed:
      return {};
  }
  return {};
}

/// `line` is a name of these, alone or with one of its details.
std::optional<std::string> judge(const std::string& line, const Names& heads, const Names& details, const std::string& head) {
  std::string known;
  if (std::find(heads.begin(), heads.end(), head) == heads.end()) {
    for (const auto& name : heads) known += (known.empty() ? "" : ", ") + name;
    return fmt::format("expected to begin with one of {}, found '{}'", known, line);
  }
  if (line == head || std::find(details.begin(), details.end(), line.substr(head.size() + 1)) != details.end()) return {};
  for (const auto& name : details) known += (known.empty() ? "" : ", ") + name;
  return fmt::format("expected '{}' alone{}, found '{}'", head, known.empty() ? "" : " or with one of " + known, line);
}

std::string first_word(const std::string& line) { return line.substr(0, line.find(' ')); }

}  // namespace

std::optional<std::string> wrong_in_log(const std::string& line) {
  const Names kinds = names(LogKind::update_interrupted);  // those after it are of the security log
  const std::string head = first_word(line);
  const auto kind = std::find(kinds.begin(), kinds.end(), head) - kinds.begin() + 1;
  return judge(line, kinds, details_of(static_cast<LogKind>(kind)), head);
}

std::optional<std::string> wrong_in_signs(const std::string& sign, const PatientProfile& body) {
  const std::string head = first_word(sign);
  const auto& figures = head == "withdrawal" ? body.withdrawal : head == "overdose" ? body.overdose : body.side_effects;
  Names details;
  for (const auto& figure : figures) details.push_back(figure.name);
  return judge(sign, {"withdrawal", "overdose", "side_effect"}, details, head);
}

}  // namespace ipt::rehearsing

#pragma once
#include <map>
#include <optional>
#include <string>

#include "common/messages.hpp"
#include "pump_sim/firmware/alarms.hpp"

namespace ipt {

/// The alarms as the log tells them, entry by entry: what must be listed is found from it alone.
class AlarmHistory {
 public:
  /// The next entry of the log. What it breaks of SPEC's chapter on alarms, if anything.
  std::optional<std::string> read(const LogEntry&);
  /// Whether these are the instances that are active or latched, each as the log says.
  [[nodiscard]] std::optional<std::string> compare(const AlarmBook&) const;
  [[nodiscard]] bool is_active(AlarmKind) const;

 private:
  struct Instance {
    AlarmKind kind = AlarmKind::test;
    bool cleared = false, acknowledged = false, silenced = false, shown = false;
  };
  std::optional<std::string> change(const LogEntry&, bool Instance::*what);

  std::map<std::uint64_t, Instance> listed_;
  std::uint64_t last_id_ = 0;
};

}  // namespace ipt

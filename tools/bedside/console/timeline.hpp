#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ipt {

/// One thing that was done or happened.
struct TimelineEntry {
  enum class Who { learner, instructor, pump, world };

  std::uint64_t n = 0;      // its place, from 1
  std::int64_t at_ms = 0;   // uptime
  std::int64_t clock_ms = 0;
  Who who = Who::pump;
  std::string what;         // in one word, for machines: "needle", "refill", "alarm_raised"
  std::string text;         // for people
  bool harm = false;
  boost::json::object facts{};  // what the debriefing looks at, by the names of the protocols
};
std::string_view name(TimelineEntry::Who);

/// All of a session, in the order in which it came to light.
class Timeline {
 public:
  /// Gives it its number.
  const TimelineEntry& add(TimelineEntry);
  [[nodiscard]] const std::vector<TimelineEntry>& entries() const { return entries_; }
  /// The number of the newest; 0 when there is none.
  [[nodiscard]] std::uint64_t last() const { return entries_.empty() ? 0 : entries_.back().n; }
  /// What came after that number never was, and the next entry takes its number.
  void back_to(std::uint64_t n);

 private:
  std::vector<TimelineEntry> entries_;
};

/// {"n", "at_ms", "clock", "who", "what", "text", "harm"}
boost::json::object json_of(const TimelineEntry&);

/// What the pump logged, as an entry: its LogEntry and, of an operation, its OperationResult, both as the protocol's JSON.
TimelineEntry entry_of_log(const boost::json::object& logged, const boost::json::object& result);

}  // namespace ipt

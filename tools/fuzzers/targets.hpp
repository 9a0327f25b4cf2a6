#pragma once
#include <span>
#include <string_view>

namespace ipt::fuzz {

/// One way in: any bytes may come. Ends the process if a promise about them is broken; true if they made sense, so that
/// a seed which no longer does is noticed.
using Entry = bool (*)(std::string_view bytes);

bool frames(std::string_view bytes);    ///< what arrives at either end of a connection, in slices
bool envelope(std::string_view bytes);  ///< the payload of one frame
bool therapy(std::string_view bytes);   ///< one TherapyOperation, up to the pump that does it
bool commit(std::string_view bytes);    ///< one CommitBody
bool result(std::string_view bytes);    ///< one OperationResult, LogEntry or Alarm
bool record(std::string_view bytes);    ///< one input as a pump's process writes it down
bool snapshot(std::string_view bytes);  ///< a whole pump, likewise
bool profile(std::string_view text);    ///< a kind of pump as a person writes it
bool patient(std::string_view text);    ///< whom it lies in, likewise
bool schedule(std::string_view text);   ///< a program as a person writes it
bool session(std::string_view bytes);   ///< a pump that is no friend of the programmer's
bool device(std::string_view bytes);    ///< programmers, time and failures that are no friends of the pump's

struct Target {
  std::string_view name;  ///< also of its folder of seeds
  Entry feed;
};
std::span<const Target> targets();

}  // namespace ipt::fuzz

#pragma once
#include <boost/json.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "programmer/cli/visit.hpp"

namespace ipt {

/// One look at the pump.
struct Look {
  std::int64_t heard_ms = 0;  ///< host time, since 1970
  boost::json::object status;
  boost::json::array entries;  ///< of the log, those that no look before has shown
  bool is_log_anew = false;    ///< the log does not go on where it was: these are all that count
};

/// Looks at the pump while somebody looks at a page, in a thread of its own and as an observer, so that looking is no
/// interrogation: upon each event, twice a second, and up to 20 times where the pump's time runs fast. Comes back after a lost link.
class Watcher {
 public:
  /// Both are called in the watcher's thread.
  struct Told {
    std::function<void(Look)> look;
    std::function<void(const char* state, std::string text)> link;  ///< connecting, open or lost, and why
  };
  Watcher(Words words, Told told);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  /// Whether anybody looks. Without one the pump is left alone.
  void set_wanted(bool);
  /// Asks the thread to end, without waiting for it.
  void end();
  /// Whether it has ended by then.
  bool ended_by(std::chrono::steady_clock::time_point);

 private:
  void run();
  void look_at(Visit&);
  bool read(Visit&);
  /// Until the next look is due; false: the link is gone, or nobody looks any more.
  bool wait(Visit&, Milliseconds most);
  bool is_wanted();

  const Words words_;
  const Told told_;
  std::uint64_t shown_ = 0;  ///< the last entry of the log that a look has shown
  std::mutex mutex_;         // for what follows
  std::condition_variable changed_;
  bool wanted_ = false, ending_ = false, ended_ = false;
  std::thread thread_;
};

}  // namespace ipt

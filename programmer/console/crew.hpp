#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace ipt {

/// Threads that wait for a pump, one a task. A task knows nothing of the others, and tells what it has to tell by posting it.
class Crew {
 public:
  Crew() = default;
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void begin(std::function<void()> task);
  /// Whether every task ended by then; nothing is begun any more.
  bool ended_by(std::chrono::steady_clock::time_point);

 private:
  struct Hand {
    std::thread thread;
    bool is_done = false;
  };
  void clear_away();

  std::mutex mutex_;  // for is_done
  std::condition_variable done_;
  std::list<Hand> hands_;
};

}  // namespace ipt

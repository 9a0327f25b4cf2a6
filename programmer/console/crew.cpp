#include "programmer/console/crew.hpp"

#include <algorithm>

namespace ipt {

Crew::~Crew() {
  for (auto& hand : hands_) hand.thread.join();
}

/// Whoever is done is joined when the next one begins, so that nobody waits for it.
void Crew::clear_away() {
  const std::lock_guard lock(mutex_);
  for (auto hand = hands_.begin(); hand != hands_.end();) {
    if (!hand->is_done) {
      ++hand;
      continue;
    }
    hand->thread.join();  // it has nothing left to do but to end
    hand = hands_.erase(hand);
  }
}

void Crew::begin(std::function<void()> task) {
  clear_away();
  Hand& hand = hands_.emplace_back();
  hand.thread = std::thread([this, &hand, task = std::move(task)]() mutable {
    task();
    task = {};
    const std::lock_guard lock(mutex_);
    hand.is_done = true;
    done_.notify_all();
  });
}

bool Crew::ended_by(std::chrono::steady_clock::time_point end) {
  std::unique_lock lock(mutex_);
  return done_.wait_until(lock, end, [this] { return std::ranges::all_of(hands_, &Hand::is_done); });
}

}  // namespace ipt

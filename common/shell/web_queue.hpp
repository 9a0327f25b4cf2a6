#pragma once
#include <cstddef>
#include <deque>
#include <string>

namespace ipt {

/// What waits to go out to one page. Answers are kept each and in order; of news only the newest with their key.
class WebQueue {
 public:
  explicit WebQueue(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// False: more answers wait than are kept, and this one is not kept.
  [[nodiscard]] bool answer(std::string text);
  /// Newer news stand where the older ones stood: a page that is told often still hears each key in turn.
  void push(const std::string& key, std::string text);

  [[nodiscard]] bool is_empty() const { return waiting_.empty(); }
  /// The next. The queue must not be empty.
  std::string take();

 private:
  struct Message {
    std::string key;  // empty: an answer
    std::string text;
  };
  std::deque<Message> waiting_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;  // of the answers
};

}  // namespace ipt

#include "common/shell/web_queue.hpp"

#include <algorithm>

#include "common/check.hpp"

namespace ipt {

bool WebQueue::answer(std::string text) {
  if (bytes_ + text.size() > most_bytes_) return false;
  bytes_ += text.size();
  waiting_.push_back({{}, std::move(text)});
  return true;
}

void WebQueue::push(const std::string& key, std::string text) {
  IPT_CHECK(!key.empty());
  const auto older = std::find_if(waiting_.begin(), waiting_.end(), [&](const Message& message) { return message.key == key; });
  if (older == waiting_.end()) waiting_.push_back({key, std::move(text)});
  else older->text = std::move(text);
}

std::string WebQueue::take() {
  IPT_CHECK(!waiting_.empty());
  Message next = std::move(waiting_.front());
  waiting_.pop_front();
  if (next.key.empty()) bytes_ -= next.text.size();
  return std::move(next.text);
}

}  // namespace ipt

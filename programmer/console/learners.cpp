#include "programmer/console/learners.hpp"

#include <algorithm>

#include "common/shell/web_gate.hpp"

namespace ipt {

Learner* Learners::arrive() {
  if (learners_.size() >= most) {
    const auto away = std::ranges::find(learners_, std::size_t{0}, &Learner::pages);
    if (away == learners_.end()) return nullptr;
    learners_.erase(away);
  }
  Learner& learner = learners_.emplace_back();
  learner.id = web_token();  // nobody comes back as somebody else
  learner.pages = 1;
  return &learner;
}

Learner* Learners::find(std::string_view id) {
  const auto found = std::ranges::find(learners_, id, &Learner::id);
  return found == learners_.end() ? nullptr : &*found;
}

void Learners::leave(const std::string& id, bool has_more_to_come) {
  const auto found = std::ranges::find(learners_, id, &Learner::id);
  if (found == learners_.end() || --found->pages > 0) return;
  if (found->sheet.is_null() && found->unheard.empty() && !has_more_to_come) learners_.erase(found);
  else learners_.splice(learners_.end(), learners_, found);
}

void Learners::come_back(Learner& learner) {
  ++learner.pages;
  const auto found = std::ranges::find(learners_, learner.id, &Learner::id);
  learners_.splice(learners_.end(), learners_, found);
}

void Learners::keep_unheard(Learner& learner, boost::json::object end) {
  if (learner.unheard.size() >= most_unheard) learner.unheard.erase(learner.unheard.begin());
  learner.unheard.push_back(std::move(end));
}

}  // namespace ipt

#pragma once
#include <functional>
#include <mutex>
#include <string_view>

#include "programmer/cli/attendant.hpp"
#include "programmer/console/bell.hpp"

namespace ipt {

/// A learner at a page, who is shown a change and answers. The change runs in a thread of its own and waits here; answers come
/// from the pages' thread.
class PageAttendant : public Attendant {
 public:
  /// A step of the change as the page is told it, without its number; called in the change's thread.
  using Tell = std::function<void(boost::json::object)>;
  explicit PageAttendant(Tell tell) : tell_(std::move(tell)) {}

  /// False: the change does not ask that now. `step`: which question is meant; empty: whichever.
  bool answer(std::string_view step, bool yes);
  /// The page is gone: whatever is asked from now on is declined.
  void leave();

  void settled(const Visit&) override {}  // stands in the report
  std::optional<bool> goes_on(Visit&, const std::vector<Caution>&) override;
  std::optional<bool> commits(Visit&, const Intent&, const ChangeResult&) override;
  void ended(const Visit&, const Intent&, const ChangeResult&) override;
  void failed(const Failure&) override;

 private:
  bool ask(Visit&, boost::json::object step, bool keep_control);

  Tell tell_;
  Bell bell_;
  std::mutex mutex_;  // for what follows
  std::string asked_;
  std::optional<bool> answer_;
  bool has_left_ = false;
};

}  // namespace ipt

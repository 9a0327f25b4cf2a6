#pragma once
#include <optional>
#include <vector>

#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"

namespace ipt {

/// Who is shown a change, and decides on it: the person at the terminal, or a learner at a page. Each call may take as long as
/// a person does; the visit's link lives meanwhile only if the attendant waits with Client::wait_to_read().
class Attendant {
 public:
  virtual ~Attendant() = default;
  /// What an earlier call had left open, as far as it was settled on the way in.
  virtual void settled(const Visit&) = 0;
  /// Nothing has been sent yet: whether to go on all the same. Nothing: nobody is there to ask.
  virtual std::optional<bool> goes_on(Visit&, const std::vector<Caution>&) = 0;
  /// Old and new as the pump read them: whether to commit. The lease is to be kept meanwhile. Nothing: nobody is there.
  virtual std::optional<bool> commits(Visit&, const Intent&, const ChangeResult&) = 0;
  /// One of the two ends every change: what became of it, or why it ended before there was anything to become of.
  virtual void ended(const Visit&, const Intent&, const ChangeResult&) = 0;
  virtual void failed(const Failure&) = 0;
};

}  // namespace ipt

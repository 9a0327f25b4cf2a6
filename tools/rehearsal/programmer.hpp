#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "programmer/core/change.hpp"
#include "tools/rehearsal/rehearsal.hpp"

namespace ipt {

/// A programmer's end: the core's session, change and settlement, each driven until it is over. What it must not forget,
/// the operations that it has sent and not settled, outlives its sessions.
class Programmer {
 public:
  /// `uncertain`: what an earlier one had written down and not settled, oldest first. All else died with it.
  Programmer(Rehearsal& room, std::string identity, Role role, std::deque<PendingOperation> uncertain = {})
      : room_(room), identity_(std::move(identity)), role_(role), uncertain_(std::move(uncertain)) {}
  [[nodiscard]] const std::string& identity() const { return identity_; }

  /// Meets the next connection.
  void plan(CableFault fault) { faults_.push_back(fault); }
  /// A new session; one that stands is left behind as vanish() leaves it. False: it was not let in.
  bool connect();
  [[nodiscard]] bool is_connected() const;
  /// Ends the session as it should be ended.
  void say_goodbye();
  /// Is gone without a word: what it has sent is still on its way.
  void vanish();

  /// Where it leaves off at the next Commit, Stop or act on an alarm: it waits for no answer, as one who is killed there.
  enum class LeaveOff { nowhere, before_it_is_sent, once_it_is_sent };
  void leave_off(LeaveOff at) { leave_off_ = at; }
  /// Still ahead.
  [[nodiscard]] bool will_leave_off() const { return leave_off_ != LeaveOff::nowhere; }

  /// Nothing: it was not answered, in time or at all.
  std::optional<Response> ask(Request);
  /// Connects if it must. Nothing: the pump does not answer.
  std::optional<Status> status();

  using Review = std::function<bool(const Receipt&)>;
  /// The whole way of a change, control released at its end. `review` compares old and new; without one, a person says yes.
  /// While an operation is uncertain it sends nothing (IPT-OPS-18).
  Outcome change(const TherapyOperation&, const Review& review = {});
  /// One step; possible whatever is uncertain.
  Outcome stop();
  /// What became of the oldest operation that is uncertain, asked in the session that stands or a new one.
  Outcome settle();

  /// Sent, and not settled yet: oldest first.
  [[nodiscard]] const std::deque<PendingOperation>& uncertain() const { return uncertain_; }
  [[nodiscard]] const OperationId& last_operation() const { return last_operation_; }
  [[nodiscard]] const std::optional<Receipt>& last_receipt() const { return last_receipt_; }
  [[nodiscard]] const std::optional<Stopped>& last_stopped() const { return last_stopped_; }
  /// Since the session began.
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  /// How the last session ended, if it has.
  [[nodiscard]] const std::optional<Session::Ended>& ended() const { return ended_; }
  /// Of the last session.
  [[nodiscard]] const Welcome& welcome() const { return welcome_; }
  /// The newest one, still readable after it ended. There must have been one.
  [[nodiscard]] std::shared_ptr<const Connection> connection() const { return connection_; }

 private:
  using Answered = std::function<Step(const Response&)>;
  using Unanswered = std::function<Step()>;
  Outcome finish(Step, const Answered&, const Unanswered&);
  void remember(const Outcome&, const OperationId&);
  void collect();

  Rehearsal& room_;
  std::string identity_;
  Role role_;
  std::vector<CableFault> faults_;
  LeaveOff leave_off_ = LeaveOff::nowhere;
  std::shared_ptr<Connection> connection_;
  std::deque<PendingOperation> uncertain_;

  bool opened_ = false;
  std::map<Session::Ticket, std::optional<Response>> answers_;
  std::vector<Event> events_;
  std::optional<Session::Ended> ended_;
  Welcome welcome_;
  OperationId last_operation_{};
  std::optional<Receipt> last_receipt_;
  std::optional<Stopped> last_stopped_;
};

}  // namespace ipt

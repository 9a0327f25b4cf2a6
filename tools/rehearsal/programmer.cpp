#include "tools/rehearsal/programmer.hpp"

#include <utility>

#include "common/check.hpp"
#include "common/wire.hpp"

namespace ipt {
namespace {

constexpr Milliseconds a_moment{1'000};
constexpr int most_steps = 100;

Outcome plain(Outcome::Kind kind) { return {kind, {}, {}, {}}; }

bool changes_something(const Request& request) {
  return std::holds_alternative<Commit>(request) || std::holds_alternative<Stop>(request) || std::holds_alternative<AcknowledgeAlarm>(request) || std::holds_alternative<SilenceAlarm>(request);
}

}  // namespace

bool Programmer::connect() {
  vanish();
  opened_ = false;
  ended_.reset();
  events_.clear();
  answers_.clear();
  Hello hello;
  hello.pump_serial = room_.pump().settings().capabilities.serial;
  hello.client_id = identity_;
  hello.role = role_;
  connection_ = room_.connect(hello, std::exchange(faults_, {}));
  room_.run(no_deadline, [this] {
    collect();
    return opened_ || ended_;
  });
  return is_connected();
}

bool Programmer::is_connected() const { return connection_ && connection_->session && connection_->session->is_open(); }

void Programmer::say_goodbye() {
  if (is_connected()) connection_->session->say_goodbye();
  room_.wait(Milliseconds{0});
  collect();
}

void Programmer::vanish() {
  if (connection_) connection_->session.reset();
}

void Programmer::collect() {
  if (!connection_ || !connection_->session) return;
  Session& session = *connection_->session;
  while (auto happening = session.next()) {
    if (std::holds_alternative<Session::Opened>(*happening)) {
      opened_ = true;
      welcome_ = session.welcome();
    }
    if (auto* answered = std::get_if<Session::Answered>(&*happening)) answers_[answered->ticket] = std::move(answered->response);
    if (const auto* unanswered = std::get_if<Session::Unanswered>(&*happening)) answers_[unanswered->ticket] = std::nullopt;
    if (auto* told = std::get_if<Session::Told>(&*happening)) events_.push_back(std::move(told->event));
    if (auto* ended = std::get_if<Session::Ended>(&*happening)) ended_ = std::move(*ended);
  }
}

std::optional<Response> Programmer::ask(Request request) {
  if (!is_connected()) return {};
  const LeaveOff leaves = changes_something(request) ? std::exchange(leave_off_, LeaveOff::nowhere) : LeaveOff::nowhere;
  if (leaves == LeaveOff::before_it_is_sent) return {};
  const auto ticket = connection_->session->ask(std::move(request), room_.link_now());
  if (leaves == LeaveOff::once_it_is_sent) {
    room_.send_off(*connection_);
    return {};
  }
  room_.run(no_deadline, [&] {
    collect();
    return answers_.contains(ticket);
  });
  return std::exchange(answers_[ticket], std::nullopt);
}

std::optional<Status> Programmer::status() {
  if (!is_connected() && !connect()) return {};
  const auto response = ask(GetStatus{});
  if (!response || response->code != Code::ok) return {};
  return std::get<Status>(response->answer);
}

Outcome Programmer::change(const TherapyOperation& operation, const Review& review) {
  if (!uncertain_.empty()) return plain(Outcome::Kind::uncertain);
  last_operation_ = room_.new_operation_id();
  if (!is_connected() && !connect()) return plain(Outcome::Kind::unheard);
  Change change(wire::encode_therapy(operation), kind_of(operation), last_operation_, std::nullopt);
  Step step = change.begin();
  // Up to the commit nothing can be uncertain: here a person looks, and what is to be sent is written down.
  const Outcome outcome = finish(
      std::move(step),
      [&](const Response& response) {
        Step next = change.answered(response);
        if (const auto* shown = std::get_if<ReviewReceipt>(&next)) {
          last_receipt_ = shown->receipt;
          next = change.confirmed(review ? review(*last_receipt_) : true);
        }
        if (const auto* keep = std::get_if<KeepPending>(&next)) {
          uncertain_.push_back(keep->pending);
          next = change.kept();
        }
        return next;
      },
      [&] { return change.unanswered(); });
  remember(outcome, last_operation_);
  if (outcome.kind != Outcome::Kind::uncertain && outcome.kind != Outcome::Kind::unheard) (void)ask(ReleaseControl{});
  return outcome;
}

Outcome Programmer::stop() {
  last_operation_ = room_.new_operation_id();
  if (!is_connected() && !connect()) return plain(Outcome::Kind::unheard);
  uncertain_.push_back({last_operation_, OperationKind::stop, {}, {}});
  const auto response = ask(Stop{last_operation_});
  Outcome outcome = plain(Outcome::Kind::uncertain);
  if (response && response->code == Code::ok) {
    last_stopped_ = std::get<Stopped>(response->answer);
    outcome.kind = Outcome::Kind::done;
  } else if (response && response->code != Code::pending) {
    outcome.kind = Outcome::Kind::refused;
    outcome.refusal = response->refusal;
  }
  remember(outcome, last_operation_);
  return outcome;
}

Outcome Programmer::settle() {
  IPT_CHECK(!uncertain_.empty());
  if (!is_connected() && !connect()) return plain(Outcome::Kind::uncertain);
  const PendingOperation oldest = uncertain_.front();
  Settlement settlement(oldest);
  Step step = settlement.begin();
  const Outcome outcome = finish(
      std::move(step), [&](const Response& response) { return settlement.answered(response); }, [] { return plain(Outcome::Kind::uncertain); });
  remember(outcome, oldest.operation_id);
  return outcome;
}

Outcome Programmer::finish(Step step, const Answered& answered, const Unanswered& unanswered) {
  for (int steps = 0; steps < most_steps; ++steps) {
    if (auto* outcome = std::get_if<Outcome>(&step)) return std::move(*outcome);
    auto* later = std::get_if<AskLater>(&step);
    if (later != nullptr) {
      room_.wait(a_moment);
      room_.advance(a_moment);
    }
    const auto response = ask(later != nullptr ? std::move(later->request) : std::move(std::get<AskPump>(step).request));
    step = response ? answered(*response) : unanswered();
  }
  return plain(Outcome::Kind::uncertain);
}

/// Forgets what the pump's word has settled.
void Programmer::remember(const Outcome& outcome, const OperationId& id) {
  if (outcome.kind == Outcome::Kind::uncertain || outcome.kind == Outcome::Kind::needs_person) return;
  std::erase_if(uncertain_, [&](const PendingOperation& pending) { return pending.operation_id == id; });
}

}  // namespace ipt

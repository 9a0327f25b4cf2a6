#pragma once
#include <optional>
#include <variant>

#include "common/messages.hpp"

namespace ipt {

/// A dosing request that has been written down and may be on its way: all that is needed to settle it.
struct PendingOperation {
  OperationId operation_id{};
  OperationKind kind = OperationKind::program;
  std::optional<StageName> stage;  ///< absent: a Stop
  Bytes commit_body;               ///< as it was sent, and only ever is
  bool operator==(const PendingOperation&) const = default;
};

/// What became of a change, by the pump's own word.
struct Outcome {
  enum class Kind {
    done,          ///< in force: `result`
    partly,        ///< a bolus that ended early: `report`
    refused,       ///< the pump said no: `refusal`. Nothing has changed
    declined,      ///< a person said no. Nothing has changed
    not_done,      ///< never will be: the pump has not seen it and its stage is dead
    interrupted,   ///< never will be: it broke off while the pump was written to, and has left the pump stopped
    uncertain,     ///< neither done nor not done, as far as anybody here knows
    needs_person,  ///< the pump can no longer tell
    unheard,       ///< no answer before anything was committed. Nothing has changed
  };
  Kind kind = Kind::uncertain;
  std::optional<Refusal> refusal;
  std::optional<OperationResult> result;
  std::optional<OperationReport> report;
};

/// What the caller must do next.
struct AskPump {
  Request request;
};
/// Show a person old and new as the pump read it; then confirmed().
struct ReviewReceipt {
  Receipt receipt;
};
/// Write it down durably; then kept(). Nothing is sent before.
struct KeepPending {
  PendingOperation pending;
};
/// The pump is still writing: ask again after a moment.
struct AskLater {
  Request request;
};
using Step = std::variant<AskPump, ReviewReceipt, KeepPending, AskLater, Outcome>;

/// One change of therapy from intent to outcome: control → stage → receipt → review → written down → commit. A machine
/// without I/O: each call says the next step.
class Change {
 public:
  /// `read_at`: the state version of the readings on which the change was decided. A pump that has moved on since is not
  /// changed: what was decided, and warned of, was about another one. Nothing: it was decided without any.
  Change(Bytes operation, OperationKind kind, OperationId operation_id, std::optional<std::uint64_t> read_at);

  Step begin();
  Step answered(const Response&);
  Step unanswered();
  Step confirmed(bool yes);
  Step kept();

 private:
  enum class State { controlling, staging, reviewing, keeping, committing, settling, over };
  Step over(Outcome);
  Step committed(const Response&);

  State state_ = State::controlling;
  Bytes operation_;
  PendingOperation pending_;
  Receipt receipt_;
  std::optional<std::uint64_t> read_at_;
  std::uint64_t state_version_ = 0;
};

/// Finds out what became of an operation that was left open, in this session or a later one. Asking also abandons it: its
/// stage is killed, or a Stop's id given up, so that what is still on its way can no longer be executed.
class Settlement {
 public:
  explicit Settlement(PendingOperation pending) : pending_(std::move(pending)) {}
  Step begin();
  Step answered(const Response&);
  Step unanswered();

 private:
  PendingOperation pending_;
};

}  // namespace ipt

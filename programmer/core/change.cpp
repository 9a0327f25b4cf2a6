#include "programmer/core/change.hpp"

#include <utility>

#include "common/check.hpp"
#include "common/digest.hpp"
#include "common/wire.hpp"

namespace ipt {
namespace {

Outcome plain(Outcome::Kind kind) { return {kind, {}, {}, {}}; }

Outcome refused(const Response& response) {
  const Refusal unknown{Reason::bad_request, {}, {}, {}, "the pump gave no reason", {}};
  return {Outcome::Kind::refused, response.refusal.value_or(unknown), {}, {}};
}

/// What of it no person could be shown; nothing if all can.
std::optional<std::string> beyond_us(const Receipt& receipt, const Response& response) {
  const auto is_known = [](auto value, auto last) { return static_cast<int>(value) >= 1 && value <= last; };
  for (const auto& values : {receipt.now, receipt.after}) {
    if (!is_known(values.mode, Mode::periodic_bolus)) return "the receipt names a mode that this programmer does not know; nothing was committed";
  }
  for (const auto warning : receipt.warnings) {
    if (!is_known(warning, Warning::stops_while_written)) return "the receipt holds a warning that this programmer does not know; nothing was committed";
  }
  if (receipt.stage.boot_count != response.time.boot_count) return "the receipt names a stage of another boot; nothing was committed";
  return {};
}

Refusal suspicious(std::string what) { return {Reason::bad_digest, "receipt", {}, {}, std::move(what), {}}; }

Refusal moved_on(std::uint64_t read_at, std::uint64_t now) {
  return {Reason::stale, "state_version", static_cast<std::int64_t>(read_at), static_cast<std::int64_t>(now), "the pump has changed since it was read for this", {}};
}

/// The pump said no, in words that this version understands: only then nothing has changed for certain.
bool is_no(Code code) { return code == Code::refused || code == Code::invalid || code == Code::unimplemented || code == Code::failed; }

}  // namespace

Change::Change(Bytes operation, OperationKind kind, OperationId operation_id, std::optional<std::uint64_t> read_at) : operation_(std::move(operation)), read_at_(read_at) {
  pending_.operation_id = operation_id;
  pending_.kind = kind;
}

Step Change::over(Outcome outcome) {
  state_ = State::over;
  return outcome;
}

Step Change::begin() { return AskPump{AcquireControl{}}; }

Step Change::answered(const Response& response) {
  if (state_ == State::committing) return committed(response);
  if (state_ == State::settling) return Settlement(pending_).answered(response);
  if (response.code != Code::ok) return over(refused(response));
  if (state_ == State::controlling) {
    state_ = State::staging;
    return AskPump{Stage{operation_}};
  }
  const auto* receipt = std::get_if<Receipt>(&response.answer);
  if (state_ != State::staging || receipt == nullptr) return over({Outcome::Kind::refused, suspicious("the pump answered with something else than a receipt; nothing was committed"), {}, {}});
  if (receipt->operation != operation_) return over({Outcome::Kind::refused, suspicious("the pump read other bytes than were sent; nothing was committed"), {}, {}});
  if (receipt->digest != sha256(operation_)) return over({Outcome::Kind::refused, suspicious("the receipt's digest is not that of the bytes sent; nothing was committed"), {}, {}});
  if (auto unknown = beyond_us(*receipt, response)) return over({Outcome::Kind::refused, suspicious(*std::move(unknown)), {}, {}});
  if (read_at_ && response.state_version != *read_at_) return over({Outcome::Kind::refused, moved_on(*read_at_, response.state_version), {}, {}});
  receipt_ = *receipt;
  state_version_ = response.state_version;
  state_ = State::reviewing;
  return ReviewReceipt{receipt_};
}

Step Change::unanswered() {
  switch (state_) {
    case State::committing:
    case State::settling:
      return over(plain(Outcome::Kind::uncertain));
    case State::controlling:
    case State::staging:
    case State::reviewing:
    case State::keeping:
    case State::over:
      break;
  }
  return over(plain(Outcome::Kind::unheard));
}

Step Change::confirmed(bool yes) {
  IPT_CHECK(state_ == State::reviewing);
  if (!yes) return over(plain(Outcome::Kind::declined));
  pending_.stage = receipt_.stage;
  pending_.commit_body = wire::encode_commit(
      {pending_.operation_id, receipt_.stage, receipt_.digest, receipt_.grant, receipt_.after, receipt_.warnings, state_version_});
  state_ = State::keeping;
  return KeepPending{pending_};
}

Step Change::kept() {
  IPT_CHECK(state_ == State::keeping);
  state_ = State::committing;
  return AskPump{Commit{pending_.commit_body}};
}

Step Change::committed(const Response& response) {
  if (is_no(response.code)) {
    const auto reason = response.refusal ? response.refusal->reason : Reason::bad_request;
    if (reason == Reason::interrupted) return over({Outcome::Kind::interrupted, response.refusal, {}, {}});
    if (reason == Reason::conflict || reason == Reason::older_than_journal) return over({Outcome::Kind::needs_person, response.refusal, {}, {}});
    return over(refused(response));
  }
  const auto* committed = std::get_if<Committed>(&response.answer);
  if (response.code == Code::ok && committed != nullptr) {
    const auto result = wire::decode_result(committed->result);
    if (result && result->operation_id == pending_.operation_id) return over({Outcome::Kind::done, {}, *result, {}});
  }
  state_ = State::settling;  // pending, or an answer that says nothing: the journal has the last word
  return AskLater{GetOperation{pending_.operation_id, pending_.stage, false}};
}

Step Settlement::begin() { return AskPump{GetOperation{pending_.operation_id, pending_.stage, true}}; }

Step Settlement::unanswered() { return plain(Outcome::Kind::uncertain); }

Step Settlement::answered(const Response& response) {
  const auto* report = std::get_if<OperationReport>(&response.answer);
  if (response.code != Code::ok || report == nullptr || report->operation_id != pending_.operation_id) return plain(Outcome::Kind::uncertain);
  Outcome outcome = plain(Outcome::Kind::uncertain);
  outcome.report = *report;
  if (const auto result = wire::decode_result(report->result); !report->result.empty() && result) outcome.result = *result;
  switch (report->state) {
    case OperationState::executed:
    case OperationState::superseded:
      outcome.kind = Outcome::Kind::done;
      return outcome;
    case OperationState::partly_executed:
      outcome.kind = Outcome::Kind::partly;
      return outcome;
    case OperationState::rejected:
      outcome.kind = Outcome::Kind::not_done;
      return outcome;
    case OperationState::interrupted:
      outcome.kind = Outcome::Kind::interrupted;
      return outcome;
    case OperationState::older_than_journal:
      outcome.kind = Outcome::Kind::needs_person;
      return outcome;
    case OperationState::pending:
      return AskLater{GetOperation{pending_.operation_id, pending_.stage, true}};
    case OperationState::not_seen:
      // Without a stage only REJECTED is for good: a Stop that was not seen may still be on its way.
      if (pending_.stage && !report->stage_live) outcome.kind = Outcome::Kind::not_done;
      return outcome;
  }
  return outcome;
}

}  // namespace ipt

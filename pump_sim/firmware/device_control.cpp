// Control: the lease, stage → receipt → commit, Stop, and what is done to alarms.
#include <algorithm>

#include "common/digest.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/device.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "pump_sim/firmware/patient_bolus.hpp"
#include "pump_sim/firmware/update.hpp"

namespace ipt {
namespace {

constexpr Milliseconds stage_life_in_pump_time{600'000};

Refusal because(Reason reason, std::string field, std::string text) { return {reason, std::move(field), {}, {}, std::move(text), {}}; }

Refusal taken() { return because(Reason::conflict, "operation_id", "this operation id is taken by other bytes or another identity"); }
Refusal given_up() { return because(Reason::superseded, "operation_id", "this operation was abandoned: a new one has another id"); }

}  // namespace

void Device::drop_lease() {
  if (!lease_) return;
  if (Session* holder = find(lease_->holder)) holder->staged.reset();
  lease_.reset();
}

std::optional<Refusal> Device::lease_refusal(const Session& session) const {
  if (lease_ && lease_->holder == session.id && now_ < lease_->ends) return {};
  if (session.lost_lease_to_itself) return because(Reason::superseded, "", "a newer session of the same identity has taken control over");
  return because(Reason::no_lease, "", "this session does not hold the control lease");
}

void Device::acquire_control(const Ask& ask) {
  Session& session = ask.session;
  if (lease_ && lease_->ends <= now_) drop_lease();
  bool taken_over = false;
  if (lease_ && lease_->holder != session.id) {
    Session& holder = *find(lease_->holder);
    if (holder.identity != session.identity) {
      return refuse(ask, {Reason::busy, {}, {}, {}, "another programmer has control", holder.role});
    }
    holder.lost_lease_to_itself = true;
    taken_over = true;
    drop_lease();
  }
  const Milliseconds life = session.link.timeouts().lease;
  lease_ = Lease{session.id, now_ + life};
  session.lost_lease_to_itself = false;
  wake_at(lease_->ends);
  answer(ask, ControlGranted{life, taken_over});
}

void Device::release_control(const Ask& ask) {
  if (lease_ && lease_->holder == ask.session.id) drop_lease();
  answer(ask, Done{});
}

Device::Session* Device::live_stage(const StageName& name) {
  if (!lease_ || lease_->ends <= now_) return nullptr;
  Session* holder = find(lease_->holder);
  if (!holder->staged || holder->staged->receipt.stage != name) return nullptr;
  const bool expired = holder->staged->expires <= now_ || holder->staged->expires_uptime <= firmware_.now;
  return expired ? nullptr : holder;
}

void Device::stage(const Ask& ask, const Stage& stage) {
  if (auto refusal = lease_refusal(ask.session)) return refuse(ask, *std::move(refusal));
  auto operation = wire::decode_therapy(stage.operation);
  if (!operation) return refuse(ask, because(Reason::bad_therapy, "operation", operation.error().text));
  if (auto refusal = judge(firmware_, settings_, *operation)) return refuse(ask, *std::move(refusal));

  Firmware copy = firmware_;
  Notes scratch;
  const Effect effect = execute(copy, settings_, *operation, stage.operation, {}, {}, scratch);
  Receipt receipt;
  receipt.stage = {firmware_.boot_count, boot_nonce_, ++last_stage_};
  receipt.operation = stage.operation;
  receipt.digest = sha256(stage.operation);
  receipt.now = describe(firmware_, settings_);
  if (std::holds_alternative<SetClock>(operation->kind)) receipt.now.clock = clock_at(firmware_, firmware_.now);
  if (std::holds_alternative<PatientLimits>(operation->kind)) receipt.now.patient_limits = firmware_.patient.limits;
  receipt.after = effect.after;
  receipt.warnings = effect.warnings;
  random_(receipt.grant);
  receipt.expires_in = ask.session.link.timeouts().stage;
  ask.session.staged = Staged{*std::move(operation), receipt, firmware_.state_version, now_ + receipt.expires_in, firmware_.now + stage_life_in_pump_time};
  wake_at(ask.session.staged->expires);
  answer(ask, std::move(receipt));
}

void Device::discard(const Ask& ask, const Discard& discard) {
  if (auto refusal = lease_refusal(ask.session)) return refuse(ask, *std::move(refusal));
  if (live_stage(discard.stage) != &ask.session) return refuse(ask, because(Reason::no_such_stage, "stage", "no such stage is live in this session"));
  ask.session.staged.reset();
  answer(ask, Done{});
}

void Device::refuse_commit(const Ask& ask, Refusal refusal, Code code) {
  ask.session.staged.reset();
  refuse(ask, std::move(refusal), code);
}

bool Device::answered_from_journal(const Ask& ask, const CommitBody& body, const Digest& request) {
  if (const auto& update = firmware_.update; update && update->operation_id == body.operation_id) {
    const bool same = update->request == request && update->who == ask.session.identity;
    if (same) reply(ask, response(Code::pending));
    else refuse_commit(ask, taken());
    return true;
  }
  if (const JournalEntry* entry = notes_.journal.find(body.operation_id)) {
    const bool same = entry->kind != OperationKind::stop && entry->request == request && entry->identity == ask.session.identity;
    if (!same) refuse_commit(ask, taken());
    else if (entry->interrupted) refuse_commit(ask, because(Reason::interrupted, "operation_id", "this operation was interrupted while it was written: it never will be done under this id"));
    else answer(ask, Committed{entry->result, true});
    return true;
  }
  if (in_doubt_ && in_doubt_->operation_id == body.operation_id) {
    const bool same = in_doubt_->request == request && in_doubt_->who == ask.session.identity;
    if (same) reply(ask, response(Code::pending));
    else refuse_commit(ask, taken());
    return true;
  }
  if (notes_.journal.is_older(body.stage)) {
    refuse_commit(ask, because(Reason::older_than_journal, "stage", "this stage may lie behind the journal: only a person can settle it"));
    return true;
  }
  return false;
}

/// In the order of IPT-CMT-05, from the lease on.
std::optional<Refusal> Device::commit_refusal(const Session& session, const CommitBody& body) const {
  if (auto refusal = lease_refusal(session)) return refusal;
  const auto& staged = session.staged;
  const bool live = staged && staged->receipt.stage == body.stage && now_ < staged->expires && firmware_.now < staged->expires_uptime;
  if (!live) return because(Reason::no_such_stage, "stage", "no such stage is live in this session");
  const Receipt& receipt = staged->receipt;
  if (body.grant != receipt.grant) return because(Reason::bad_grant, "grant", "the grant is not the receipt's");
  if (body.digest != receipt.digest) return because(Reason::bad_digest, "digest", "the digest is not the receipt's");
  if (body.after != receipt.after) return because(Reason::bad_critical_values, "after", "the critical values are not the receipt's");
  if (body.warnings != receipt.warnings) return because(Reason::bad_warnings, "warnings", "the warnings are not the receipt's");
  if (body.expected_state_version != firmware_.state_version || staged->state_version != firmware_.state_version) {
    return Refusal{Reason::stale, "expected_state_version", static_cast<std::int64_t>(body.expected_state_version), static_cast<std::int64_t>(firmware_.state_version),
                   "the pump's state has moved since the receipt", {}};
  }
  return judge(firmware_, settings_, staged->operation);
}

void Device::commit(const Ask& ask, const Commit& commit) {
  const auto body = wire::decode_commit(commit.commit_body);
  if (!body) return refuse_commit(ask, because(Reason::bad_request, "commit_body", body.error().text), Code::invalid);
  if (body->operation_id == OperationId{}) return refuse_commit(ask, because(Reason::bad_request, "operation_id", "an operation_id is 16 bytes, not all zero"), Code::invalid);
  const Digest request = sha256(commit.commit_body);
  if (answered_from_journal(ask, *body, request)) return;
  if (abandoned_.holds(ask.session.identity, body->operation_id)) return refuse_commit(ask, given_up());
  if (auto refusal = commit_refusal(ask.session, *body)) return refuse_commit(ask, *std::move(refusal));

  const Staged staged = *std::exchange(ask.session.staged, std::nullopt);
  OperationRecord record{ask.session.identity, body->operation_id, body->stage, request, staged.receipt.operation, {}};
  const bool begins_update = stops_for(settings_, staged.operation);  // its result comes later: GetOperation tells
  if (!begins_update) record.result = wire::encode_result(foresee(firmware_, settings_, staged.operation, record.operation, record.operation_id));
  write(record, [this, record, begins_update, id = ask.session.id, seq = ask.seq, plan = ask.plan](Recorded recorded) {
    if (recorded == Recorded::durable) {
      IPT_CHECK(!apply(firmware_, settings_, record, notes_));
      if (begins_update) updater_ = id;
    }
    if (recorded == Recorded::in_doubt) in_doubt_ = record;
    Session* session = find(id);
    if (session == nullptr) return;
    const Ask to{*session, seq, plan};
    if (recorded == Recorded::failed) refuse(to, because(Reason::storage, "", "the pump could not write it down: nothing has changed"), Code::failed);
    else if (recorded == Recorded::in_doubt || begins_update) reply(to, response(Code::pending));
    else answer(to, Committed{record.result, false});
    flush(*session);
  });
}

void Device::stop(const Ask& ask, const Stop& stop) {
  if (stop.operation_id == OperationId{}) return refuse(ask, because(Reason::bad_request, "operation_id", "an operation_id is 16 bytes, not all zero"), Code::invalid);
  if (firmware_.update && firmware_.update->operation_id == stop.operation_id) return refuse(ask, taken());
  if (const JournalEntry* entry = notes_.journal.find(stop.operation_id)) {
    if (!entry->stopped_since || entry->identity != ask.session.identity) return refuse(ask, taken());
    const Stopped stopped{stop.operation_id, *entry->stopped_since, wire::decode_result(entry->result)->state_version, true, true};
    const bool is_written = std::find(unwritten_stops_.begin(), unwritten_stops_.end(), stop.operation_id) == unwritten_stops_.end();
    if (is_written) return answer(ask, stopped);
    return write_stop(ask, {entry->identity, stop.operation_id}, stopped);
  }
  if (in_doubt_ && in_doubt_->operation_id == stop.operation_id) return refuse(ask, taken());
  if (abandoned_.holds(ask.session.identity, stop.operation_id)) return refuse(ask, given_up());
  for (auto& [id, session] : sessions_) session->staged.reset();
  const StopRecord record{ask.session.identity, stop.operation_id};
  apply(firmware_, settings_, record, notes_);  // the motor halts first: the one exception to durable before done
  write_stop(ask, record, Stopped{stop.operation_id, *firmware_.stopped_since, firmware_.state_version, true, false});
}

/// The pump stands already. What can not be written is owned up to, and tried again when the Stop is repeated.
void Device::write_stop(const Ask& ask, const StopRecord& record, const Stopped& stopped) {
  write(record, [this, stopped, id = ask.session.id, seq = ask.seq, plan = ask.plan](Recorded recorded) {
    const bool durable = recorded == Recorded::durable;
    if (!durable) unwritten_stops_.push_back(stopped.operation_id);
    Session* session = find(id);
    if (session == nullptr) return;
    Stopped told = stopped;
    told.durable = durable;
    answer({*session, seq, plan}, told);
    flush(*session);
  });
}

/// In the order of IPT-BOL-14.
void Device::request_bolus(const Ask& ask, const RequestBolus& bolus) {
  const OperationId& id = bolus.operation_id;
  const std::string& who = ask.session.identity;
  if (id == OperationId{}) return refuse(ask, because(Reason::bad_request, "operation_id", "an operation_id is 16 bytes, not all zero"), Code::invalid);
  if (firmware_.update && firmware_.update->operation_id == id) return refuse(ask, taken());
  if (const JournalEntry* entry = notes_.journal.find(id)) {
    if (entry->kind != OperationKind::patient_bolus || entry->identity != who) return refuse(ask, taken());
    return answer(ask, Committed{entry->result, true});
  }
  if (in_doubt_ && in_doubt_->operation_id == id) {
    const bool same = in_doubt_->request == Digest{} && in_doubt_->who == who;
    return same ? reply(ask, response(Code::pending)) : refuse(ask, taken());
  }
  if (abandoned_.holds(who, id)) return refuse(ask, given_up());
  const auto& listed = settings_.capabilities.operations;
  if (std::find(listed.begin(), listed.end(), OperationKind::patient_bolus) == listed.end()) return refuse(ask, because(Reason::unsupported, "", "this pump gives no boluses on a patient's request"));
  if (lease_ && now_ < lease_->ends) return refuse(ask, {Reason::busy, {}, {}, {}, "a programmer has control: ask again when it is done", find(lease_->holder)->role});
  if (auto refusal = judge_patient_bolus(firmware_, settings_)) return refuse(ask, *std::move(refusal));
  const PatientBolusRecord record{who, id, wire::encode_result(foresee_patient_bolus(firmware_, settings_, id))};
  write(record, [this, record, link = ask.session.id, seq = ask.seq, plan = ask.plan](Recorded recorded) {
    if (recorded == Recorded::durable) IPT_CHECK(!apply(firmware_, settings_, record, notes_));
    if (recorded == Recorded::in_doubt) in_doubt_ = OperationRecord{record.who, record.operation_id, {}, {}, {}, {}};
    Session* session = find(link);
    if (session == nullptr) return;
    const Ask to{*session, seq, plan};
    if (recorded == Recorded::failed) refuse(to, because(Reason::storage, "", "the pump could not write it down: nothing has changed"), Code::failed);
    else if (recorded == Recorded::in_doubt) reply(to, response(Code::pending));
    else answer(to, Committed{record.result, false});
    flush(*session);
  });
}

void Device::act_on_alarm(const Ask& ask, AlarmRecord::Act act, std::uint64_t alarm_id) {
  const auto& open = firmware_.alarms.open;
  const auto alarm = std::find_if(open.begin(), open.end(), [&](const Alarm& candidate) { return candidate.id == alarm_id; });
  const bool acknowledges = act == AlarmRecord::Act::acknowledge;
  const bool silences = act == AlarmRecord::Act::silence;
  if ((acknowledges || silences) && (alarm == open.end() || (silences && !alarm->active))) {
    return refuse(ask, because(Reason::no_such_alarm, "alarm_id", "no such alarm is active or waits to be acknowledged"));
  }
  const bool is_so_already = (acknowledges && alarm->acknowledged) || (silences && alarm->silenced);
  if (is_so_already) return answer(ask, Done{});
  const AlarmRecord record{act, ask.session.identity, alarm_id};
  write(record, [this, record, id = ask.session.id, seq = ask.seq, plan = ask.plan](Recorded recorded) {
    const bool durable = recorded == Recorded::durable;
    if (durable) IPT_CHECK(!apply(firmware_, settings_, record, notes_));
    Session* session = find(id);
    if (session == nullptr) return;
    const Ask to{*session, seq, plan};
    if (durable) answer(to, Done{});
    else refuse(to, because(Reason::storage, "", "the pump could not write it down: nothing has changed"), Code::failed);
    flush(*session);
  });
}

}  // namespace ipt

// Reads: none of them changes therapy, state version or journal.
#include "pump_sim/firmware/describe.hpp"
#include "pump_sim/firmware/device.hpp"

namespace ipt {

void Device::get_status(const Ask& ask) {
  const auto tell = [this](const Ask& to) { answer(to, status_of(firmware_, settings_, notes_)); };
  const bool interrogates = awaits_interrogation(firmware_);
  if (ask.session.role != Role::clinician || !(interrogates || has_unshown(firmware_.alarms))) return tell(ask);
  // A clinician sees an alarm for the first time, or the pump has waited for this: that is worth a record. Without it the
  // status is told all the same.
  const AlarmRecord shown{interrogates ? AlarmRecord::Act::interrogated : AlarmRecord::Act::shown, ask.session.identity, 0};
  write(shown, [this, shown, id = ask.session.id, seq = ask.seq, plan = ask.plan, tell](Recorded recorded) {
    if (recorded == Recorded::durable) apply(firmware_, settings_, shown, notes_);
    if (Session* session = find(id)) {
      tell({*session, seq, plan});
      flush(*session);
    }
  });
}

void Device::get_program(const Ask& ask) {
  if (firmware_.in_force.operation.empty()) return refuse(ask, {Reason::not_programmed, {}, {}, {}, "this pump has no program", {}});
  answer(ask, ProgramReport{firmware_.in_force.operation, firmware_.in_force.digest});
}

void Device::read_log(const Ask& ask, const ReadLog& read) {
  if (!read.security) return answer(ask, notes_.log.read(read.from, read.max));
  answer(ask, security_ != nullptr ? security_->read(read.from, read.max) : Log().read(read.from, read.max));
}

OperationReport Device::report_of(const JournalEntry& entry) const {
  OperationReport report;
  report.operation_id = entry.operation_id;
  report.kind = entry.kind;
  report.result = entry.result;
  report.state = operation_state(entry, firmware_);
  if (entry.bolus) {
    const bool running = firmware_.bolus && firmware_.bolus->operation_id == entry.operation_id;
    report.volume = entry.bolus->volume;
    report.delivered = running ? bolus_delivered(firmware_.order, firmware_.now) : entry.bolus->delivered;
    report.ending = entry.bolus->ending;
  }
  return report;
}

void Device::get_operation(const Ask& ask, const GetOperation& get) {
  if (get.operation_id == OperationId{}) return refuse(ask, {Reason::bad_request, "operation_id", {}, {}, "an operation_id is 16 bytes, not all zero", {}}, Code::invalid);
  Session* holder = get.stage ? live_stage(*get.stage) : nullptr;
  if (const auto& update = firmware_.update; update && update->operation_id == get.operation_id) {
    OperationReport report;
    report.operation_id = get.operation_id;
    report.state = OperationState::pending;
    report.kind = update->kind;
    return answer(ask, std::move(report));
  }
  if (const JournalEntry* entry = notes_.journal.find(get.operation_id)) {
    OperationReport report = report_of(*entry);
    report.stage_live = holder != nullptr;
    return answer(ask, std::move(report));
  }
  if (in_doubt_ && in_doubt_->operation_id == get.operation_id) {
    OperationReport report;
    report.operation_id = get.operation_id;
    report.state = OperationState::pending;
    return answer(ask, std::move(report));
  }
  if (!get.stage) return get_operation_without_stage(ask, get);
  if (get.abandon && holder != nullptr) {
    if (holder->identity != ask.session.identity) return refuse(ask, {Reason::not_allowed, "stage", {}, {}, "only who staged it may abandon it", {}});
    holder->staged.reset();
    holder = nullptr;
  }
  OperationReport report;
  report.operation_id = get.operation_id;
  report.stage_live = holder != nullptr;
  report.state = notes_.journal.is_older(*get.stage) ? OperationState::older_than_journal : OperationState::not_seen;
  answer(ask, std::move(report));
}

/// A Stop has no stage that could be killed: abandoned, its id itself is what the pump refuses from then on.
void Device::get_operation_without_stage(const Ask& ask, const GetOperation& get) {
  const std::string& who = ask.session.identity;
  OperationReport report;
  report.operation_id = get.operation_id;
  report.state = OperationState::rejected;
  if (abandoned_.holds(who, get.operation_id)) return answer(ask, std::move(report));
  if (notes_.journal.floor()) {
    report.state = OperationState::older_than_journal;
  } else if (!get.abandon) {
    report.state = OperationState::not_seen;
  } else if (!abandoned_.add(who, get.operation_id)) {
    return refuse(ask, {Reason::storage, "operation_id", {}, {}, "the pump can keep no more abandoned operations in mind until it boots", {}}, Code::failed);
  }
  answer(ask, std::move(report));
}

}  // namespace ipt

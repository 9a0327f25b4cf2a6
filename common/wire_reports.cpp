// Responses: what the pump answers.
#include "common/wire_convert.hpp"

namespace ipt::wire {
namespace {

using wire::put;
using wire::take;

void put(const Refusal& refusal, pb::Refusal* to) {
  to->set_reason(out_enum<pb::Reason>(refusal.reason));
  to->set_field(refusal.field);
  if (refusal.asked) to->set_asked(*refusal.asked);
  if (refusal.limit) to->set_limit(*refusal.limit);
  to->set_text(refusal.text);
  if (refusal.holder) to->set_holder(out_enum<pb::Role>(*refusal.holder));
}
Refusal take(const pb::Refusal& from) {
  Refusal refusal{in_enum<Reason>(from.reason()), from.field(), {}, {}, from.text(), {}};
  if (from.has_asked()) refusal.asked = from.asked();
  if (from.has_limit()) refusal.limit = from.limit();
  if (from.holder() != pb::ROLE_UNSPECIFIED) refusal.holder = in_enum<Role>(from.holder());
  return refusal;
}

void put(const Info& info, pb::Info* to) {
  to->set_serial(info.serial);
  to->set_model(info.model);
  to->set_capacity_nl(out(info.capacity));
  to->set_stroke_nl(out(info.stroke));
  to->set_minimum_flow_nl_per_day(out(info.minimum_flow));
  to->set_maximum_flow_nl_per_day(out(info.maximum_flow));
  to->set_minimum_rate_nl_per_day(out(info.minimum_rate));
  to->set_maximum_steps_a_day(info.maximum_steps_a_day);
  for (const auto kind : info.operations) to->add_operations(out_enum<pb::OperationKind>(kind));
  for (const auto mode : info.modes) to->add_modes(out_enum<pb::Mode>(mode));
  for (const auto& drug : info.drugs) {
    auto* added = to->add_drugs();
    added->set_name(drug.name);
    for (const auto concentration : drug.concentrations) added->add_concentrations_ng_per_ml(out(concentration));
    for (const auto& admixture : drug.admixtures) {
      auto* other = added->add_admixtures();
      other->set_name(admixture.name);
      for (const auto concentration : admixture.concentrations) other->add_concentrations_ng_per_ml(out(concentration));
    }
    added->set_permits_patient_bolus(drug.permits_patient_bolus);
  }
  to->set_residual_nl(out(info.residual));
  to->set_path_nl(out(info.path));
  if (info.update.count() > 0) to->set_update_ms(static_cast<std::uint64_t>(info.update.count()));
  to->set_bolus_ends_stopped(info.bolus_ends_stopped);
  if (info.tubing.value > 0) to->set_tubing_nl(out(info.tubing));
}
Info take(const pb::Info& from) {
  Info info;
  info.serial = from.serial();
  info.model = from.model();
  info.capacity = Nanolitres(number(from.capacity_nl()));
  info.stroke = Nanolitres(number(from.stroke_nl()));
  info.minimum_flow = FlowRate(number(from.minimum_flow_nl_per_day()));
  info.maximum_flow = FlowRate(number(from.maximum_flow_nl_per_day()));
  info.minimum_rate = FlowRate(number(from.minimum_rate_nl_per_day()));
  info.maximum_steps_a_day = from.maximum_steps_a_day();
  for (const int kind : from.operations()) info.operations.push_back(static_cast<OperationKind>(kind));
  for (const int mode : from.modes()) info.modes.push_back(static_cast<Mode>(mode));
  for (const auto& drug : from.drugs()) {
    Capabilities::Drug added{drug.name(), {}};
    for (const auto concentration : drug.concentrations_ng_per_ml()) added.concentrations.emplace_back(number(concentration));
    for (const auto& admixture : drug.admixtures()) {
      auto& other = added.admixtures.emplace_back(Capabilities::Drug::Admixture{admixture.name(), {}});
      for (const auto concentration : admixture.concentrations_ng_per_ml()) other.concentrations.emplace_back(number(concentration));
    }
    added.permits_patient_bolus = drug.permits_patient_bolus();
    info.drugs.push_back(std::move(added));
  }
  info.residual = Nanolitres(number(from.residual_nl()));
  info.path = Nanolitres(number(from.path_nl()));
  info.update = Milliseconds(number(from.update_ms()));
  info.bolus_ends_stopped = from.bolus_ends_stopped();
  info.tubing = Nanolitres(number(from.tubing_nl()));
  return info;
}

void put(const BolusProgress& bolus, pb::BolusProgress* to) {
  put(bolus.operation_id, to->mutable_operation_id());
  to->set_volume_nl(out(bolus.volume));
  to->set_delivered_nl(out(bolus.delivered));
  to->set_remaining_ms(out(bolus.remaining));
}
BolusProgress take(const pb::BolusProgress& from) {
  return {fixed<OperationId>(from.operation_id()), Nanolitres(number(from.volume_nl())), Nanolitres(number(from.delivered_nl())), Milliseconds(from.remaining_ms())};
}

/// Over any status that stands there already: every field is set or cleared.
void put(const Status& status, pb::Status* to) {
  to->set_mode(out_enum<pb::Mode>(status.mode));
  to->set_drug(status.drug);
  to->set_concentration_ng_per_ml(out(status.concentration));
  to->set_daily_dose_ng(out(status.daily_dose));
  to->set_rate_nl_per_day(out(status.rate));
  to->set_reservoir_nl(out(status.reservoir));
  put(status.low_reservoir_alarm, to->mutable_low_reservoir_alarm());
  put(status.empty, to->mutable_empty());
  put(status.refill_by, to->mutable_refill_by());
  put(status.replace_by, to->mutable_replace_by());
  to->set_log_head(status.log_head);
  if (status.stopped_since) to->set_stopped_since_uptime_ms(out(*status.stopped_since));
  else to->clear_stopped_since_uptime_ms();
  to->set_battery(out_enum<pb::BatteryState>(status.battery));
  to->set_motor(out_enum<pb::MotorState>(status.motor));
  if (status.bolus) put(*status.bolus, to->mutable_bolus());
  else to->clear_bolus();
  if (status.bridge) put(*status.bridge, to->mutable_bridge());
  else to->clear_bridge();
  if (const auto& patient = status.patient_boluses) {
    put(patient->limits, to->mutable_patient_boluses()->mutable_limits());
    to->mutable_patient_boluses()->set_given_in_24h(patient->given_in_24h);
    to->mutable_patient_boluses()->set_next_uptime_ms(out(patient->next));
  } else {
    to->clear_patient_boluses();
  }
  to->clear_other_doses();
  for (const auto& other : status.other_doses) put(other, to->add_other_doses());
  to->clear_alarms();
  to->clear_operations();
  for (const auto& alarm : status.alarms) put(alarm, to->add_alarms());
  for (const auto& operation : status.operations) {
    auto* added = to->add_operations();
    put(operation.operation_id, added->mutable_operation_id());
    added->set_kind(out_enum<pb::OperationKind>(operation.kind));
    added->set_state(out_enum<pb::OperationState>(operation.state));
    added->set_executed_uptime_ms(out(operation.executed));
  }
  to->set_low_reservoir_level_nl(out(status.low_reservoir_level));
  to->set_refill_lead_days(status.refill_lead_days);
  to->set_achievable_daily_dose_ng(out(status.achievable_daily_dose));
  put(status.filled_on, to->mutable_filled_on());
}
Status take(const pb::Status& from) {
  Status status;
  status.mode = in_enum<Mode>(from.mode());
  status.drug = from.drug();
  status.concentration = Concentration(number(from.concentration_ng_per_ml()));
  status.daily_dose = Nanograms(number(from.daily_dose_ng()));
  status.rate = FlowRate(number(from.rate_nl_per_day()));
  status.reservoir = Nanolitres(number(from.reservoir_nl()));
  status.low_reservoir_alarm = take(from.low_reservoir_alarm());
  status.empty = take(from.empty());
  status.refill_by = take(from.refill_by());
  status.replace_by = take(from.replace_by());
  status.log_head = from.log_head();
  if (from.has_stopped_since_uptime_ms()) status.stopped_since = uptime(from.stopped_since_uptime_ms());
  status.battery = in_enum<BatteryState>(from.battery());
  status.motor = in_enum<MotorState>(from.motor());
  if (from.has_bolus()) status.bolus = take(from.bolus());
  if (from.has_bridge()) status.bridge = take(from.bridge());
  if (from.has_patient_boluses()) {
    const auto& patient = from.patient_boluses();
    status.patient_boluses = PatientBoluses{take(patient.limits()), patient.given_in_24h(), uptime(patient.next_uptime_ms())};
  }
  for (const auto& other : from.other_doses()) status.other_doses.push_back(take(other));
  for (const auto& alarm : from.alarms()) status.alarms.push_back(take(alarm));
  for (const auto& operation : from.operations()) {
    status.operations.push_back({fixed<OperationId>(operation.operation_id()), in_enum<OperationKind>(operation.kind()), in_enum<OperationState>(operation.state()),
                                 uptime(operation.executed_uptime_ms())});
  }
  status.low_reservoir_level = Nanolitres(number(from.low_reservoir_level_nl()));
  status.refill_lead_days = from.refill_lead_days();
  status.achievable_daily_dose = Nanograms(number(from.achievable_daily_dose_ng()));
  status.filled_on = take(from.filled_on());
  return status;
}

void put(const Receipt& receipt, pb::Receipt* to) {
  put(receipt.stage, to->mutable_stage());
  to->set_operation(receipt.operation);
  put(receipt.digest, to->mutable_digest());
  put(receipt.now, to->mutable_now());
  put(receipt.after, to->mutable_after());
  for (const auto warning : receipt.warnings) to->add_warnings(out_enum<pb::Warning>(warning));
  put(receipt.grant, to->mutable_grant());
  to->set_expires_in_ms(out(receipt.expires_in));
}
Receipt take(const pb::Receipt& from) {
  Receipt receipt{take(from.stage()), from.operation(), fixed<Digest>(from.digest()), take(from.now()), take(from.after()), {}, fixed<Grant>(from.grant()),
                  Milliseconds(from.expires_in_ms())};
  for (const int warning : from.warnings()) receipt.warnings.push_back(static_cast<Warning>(warning));
  return receipt;
}

void put(const OperationReport& report, pb::OperationReport* to) {
  put(report.operation_id, to->mutable_operation_id());
  to->set_state(out_enum<pb::OperationState>(report.state));
  to->set_stage_live(report.stage_live);
  if (report.kind) to->set_kind(out_enum<pb::OperationKind>(*report.kind));
  to->set_result(report.result);
  if (report.volume) to->set_volume_nl(out(*report.volume));
  if (report.delivered) to->set_delivered_nl(out(*report.delivered));
  if (report.ending) to->set_ending(out_enum<pb::Ending>(*report.ending));
}
OperationReport take(const pb::OperationReport& from) {
  OperationReport report{fixed<OperationId>(from.operation_id()), in_enum<OperationState>(from.state()), from.stage_live(), {}, from.result(), {}, {}, {}};
  if (from.kind() != pb::OPERATION_KIND_UNSPECIFIED) report.kind = in_enum<OperationKind>(from.kind());
  if (from.has_volume_nl()) report.volume = Nanolitres(number(from.volume_nl()));
  if (from.has_delivered_nl()) report.delivered = Nanolitres(number(from.delivered_nl()));
  if (from.ending() != pb::ENDING_UNSPECIFIED) report.ending = in_enum<Ending>(from.ending());
  return report;
}

struct PutAnswer {
  pb::Response* to;
  void operator()(const Done&) const {}
  void operator()(const Info& answer) const { put(answer, to->mutable_info()); }
  void operator()(const Status& answer) const { put(answer, to->mutable_status()); }
  void operator()(const ProgramReport& answer) const {
    to->mutable_program()->set_operation(answer.operation);
    wire::put(answer.digest, to->mutable_program()->mutable_digest());
  }
  void operator()(const LogPage& answer) const {
    auto* page = to->mutable_log();
    for (const auto& entry : answer.entries) wire::put(entry, page->add_entries());
    page->set_head(answer.head);
    page->set_floor(answer.floor);
    page->set_below_floor(answer.below_floor);
  }
  void operator()(const OperationReport& answer) const { put(answer, to->mutable_operation()); }
  void operator()(const ControlGranted& answer) const {
    to->mutable_control()->set_lease_ms(out(answer.lease));
    to->mutable_control()->set_taken_over(answer.taken_over);
  }
  void operator()(const Receipt& answer) const { put(answer, to->mutable_receipt()); }
  void operator()(const Committed& answer) const {
    to->mutable_committed()->set_result(answer.result);
    to->mutable_committed()->set_replayed(answer.replayed);
  }
  void operator()(const Stopped& answer) const {
    auto* stopped = to->mutable_stopped();
    wire::put(answer.operation_id, stopped->mutable_operation_id());
    stopped->set_stopped_since_uptime_ms(out(answer.stopped_since));
    stopped->set_state_version(answer.state_version);
    stopped->set_durable(answer.durable);
    stopped->set_replayed(answer.replayed);
  }
};

LogPage take(const pb::LogPage& from) {
  LogPage page{{}, from.head(), from.floor(), from.below_floor()};
  for (const auto& entry : from.entries()) page.entries.push_back(take(entry));
  return page;
}

}  // namespace

void put(const LogEntry& entry, pb::LogEntry* to) {
  to->set_log_seq(entry.log_seq);
  put(entry.time, to->mutable_time());
  to->set_kind(out_enum<pb::LogKind>(entry.kind));
  to->set_who(entry.who);
  to->set_alarm_id(entry.alarm_id);
  if (entry.alarm) to->set_alarm(out_enum<pb::AlarmKind>(*entry.alarm));
  if (entry.operation_id) put(*entry.operation_id, to->mutable_operation_id());
  if (entry.operation) to->set_operation(out_enum<pb::OperationKind>(*entry.operation));
  if (entry.ending) to->set_ending(out_enum<pb::Ending>(*entry.ending));
  if (entry.volume) to->set_volume_nl(out(*entry.volume));
  if (entry.delivered) to->set_delivered_nl(out(*entry.delivered));
  if (entry.discrepancy) to->set_discrepancy_nl(entry.discrepancy->value);
  if (entry.old_clock) to->set_old_clock_ms(out(*entry.old_clock));
  if (const auto& before = entry.dose_before) {
    to->set_lowest_daily_dose_before_ng(out(before->lowest));
    to->set_highest_daily_dose_before_ng(out(before->highest));
  }
  if (const auto& after = entry.dose_after) {
    to->set_lowest_daily_dose_ng(out(after->lowest));
    to->set_highest_daily_dose_ng(out(after->highest));
  }
  to->set_why(entry.why);
  to->set_count(entry.count);
}

LogEntry take(const pb::LogEntry& from) {
  LogEntry entry;
  entry.log_seq = from.log_seq();
  entry.time = take(from.time());
  entry.kind = in_enum<LogKind>(from.kind());
  entry.who = from.who();
  entry.alarm_id = from.alarm_id();
  if (from.alarm() != pb::ALARM_KIND_UNSPECIFIED) entry.alarm = in_enum<AlarmKind>(from.alarm());
  if (!from.operation_id().empty()) entry.operation_id = fixed<OperationId>(from.operation_id());
  if (from.operation() != pb::OPERATION_KIND_UNSPECIFIED) entry.operation = in_enum<OperationKind>(from.operation());
  if (from.ending() != pb::ENDING_UNSPECIFIED) entry.ending = in_enum<Ending>(from.ending());
  if (from.has_volume_nl()) entry.volume = Nanolitres(number(from.volume_nl()));
  if (from.has_delivered_nl()) entry.delivered = Nanolitres(number(from.delivered_nl()));
  if (from.has_discrepancy_nl()) entry.discrepancy = Nanolitres(from.discrepancy_nl());
  if (from.has_old_clock_ms()) entry.old_clock = clock(from.old_clock_ms());
  if (from.has_lowest_daily_dose_before_ng() && from.has_highest_daily_dose_before_ng()) {
    entry.dose_before = DoseRange{Nanograms(number(from.lowest_daily_dose_before_ng())), Nanograms(number(from.highest_daily_dose_before_ng()))};
  }
  if (from.has_lowest_daily_dose_ng() && from.has_highest_daily_dose_ng()) {
    entry.dose_after = DoseRange{Nanograms(number(from.lowest_daily_dose_ng())), Nanograms(number(from.highest_daily_dose_ng()))};
  }
  entry.why = from.why();
  entry.count = from.count();
  return entry;
}

/// Over any response that stands there already: a status in it is filled again, every other answer made anew.
void put(const Response& response, pb::Response* to) {
  to->clear_refusal();
  if (!to->has_status() || !std::holds_alternative<Status>(response.answer)) to->clear_answer();
  to->set_code(out_enum<pb::Code>(response.code));
  if (response.refusal) put(*response.refusal, to->mutable_refusal());
  to->set_state_version(response.state_version);
  put(response.time, to->mutable_time());
  std::visit(PutAnswer{to}, response.answer);
}

Response take(const pb::Response& from) {
  Response response;
  response.code = in_enum<Code>(from.code());
  if (from.has_refusal()) response.refusal = take(from.refusal());
  response.state_version = from.state_version();
  response.time = take(from.time());
  switch (from.answer_case()) {
    case pb::Response::kInfo: response.answer = take(from.info()); break;
    case pb::Response::kStatus: response.answer = take(from.status()); break;
    case pb::Response::kProgram: response.answer = ProgramReport{from.program().operation(), fixed<Digest>(from.program().digest())}; break;
    case pb::Response::kLog: response.answer = take(from.log()); break;
    case pb::Response::kOperation: response.answer = take(from.operation()); break;
    case pb::Response::kControl: response.answer = ControlGranted{Milliseconds(from.control().lease_ms()), from.control().taken_over()}; break;
    case pb::Response::kReceipt: response.answer = take(from.receipt()); break;
    case pb::Response::kCommitted: response.answer = Committed{from.committed().result(), from.committed().replayed()}; break;
    case pb::Response::kStopped: {
      const auto& stopped = from.stopped();
      response.answer = Stopped{fixed<OperationId>(stopped.operation_id()), uptime(stopped.stopped_since_uptime_ms()), stopped.state_version(), stopped.durable(), stopped.replayed()};
      break;
    }
    case pb::Response::ANSWER_NOT_SET: break;
  }
  return response;
}

}  // namespace ipt::wire

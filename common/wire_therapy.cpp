// Therapy, commits and results: the bytes that are staged, digested, compared and journalled.
#include <fmt/format.h>

#include "common/wire.hpp"
#include "common/wire_convert.hpp"
#include "common/wire_strict.hpp"

namespace ipt::wire {
namespace {

using wire::put;
using wire::take;

void put(const Program& program, pb::Program* to) {
  to->set_concentration_ng_per_ml(out(program.concentration));
  if (std::holds_alternative<MinimumRate>(program.delivery)) to->mutable_minimum_rate();
  if (const auto* simple = std::get_if<SimpleContinuous>(&program.delivery)) to->mutable_simple_continuous()->set_dose_ng_per_day(out(simple->dose));
  if (const auto* flex = std::get_if<Flex>(&program.delivery)) {
    for (const auto& step : flex->steps) {
      auto* added = to->mutable_flex()->add_steps();
      added->set_weekday(static_cast<pb::Weekday>(step.weekday));
      added->set_time_of_day_ms(out(step.time_of_day));
      added->set_dose_ng_per_day(out(step.dose));
    }
    if (flex->steps.empty()) to->mutable_flex();
  }
  if (const auto* periodic = std::get_if<PeriodicBolus>(&program.delivery)) {
    auto* bolus = to->mutable_periodic_bolus();
    bolus->set_dose_ng(out(periodic->dose));
    bolus->set_duration_ms(out(periodic->duration));
    bolus->set_interval_ms(out(periodic->interval));
    bolus->set_basal_dose_ng_per_day(out(periodic->basal));
  }
}

std::optional<Program> take(const pb::Program& from) {
  Program program{Concentration(number(from.concentration_ng_per_ml())), MinimumRate{}};
  switch (from.delivery_case()) {
    case pb::Program::kMinimumRate:
      return program;
    case pb::Program::kSimpleContinuous:
      program.delivery = SimpleContinuous{DoseRate(number(from.simple_continuous().dose_ng_per_day()))};
      return program;
    case pb::Program::kFlex: {
      Flex flex;
      for (const auto& step : from.flex().steps()) {
        if (step.weekday() == pb::WEEKDAY_UNSPECIFIED) return {};
        flex.steps.push_back({static_cast<std::uint32_t>(step.weekday()), Milliseconds(step.time_of_day_ms()), DoseRate(number(step.dose_ng_per_day()))});
      }
      program.delivery = std::move(flex);
      return program;
    }
    case pb::Program::kPeriodicBolus: {
      const auto& bolus = from.periodic_bolus();
      program.delivery = PeriodicBolus{Nanograms(number(bolus.dose_ng())), Milliseconds(bolus.duration_ms()), Milliseconds(bolus.interval_ms()),
                                       DoseRate(number(bolus.basal_dose_ng_per_day()))};
      return program;
    }
    case pb::Program::DELIVERY_NOT_SET:
      break;
  }
  return {};
}

void put(const Prime& prime, pb::Prime* to) {
  to->set_volume_nl(out(prime.volume));
  to->set_duration_ms(out(prime.duration));
}
Prime take(const pb::Prime& from) { return {Nanolitres(number(from.volume_nl())), Milliseconds(from.duration_ms())}; }

void put(const Bridge& bridge, pb::Bridge* to) {
  to->set_volume_nl(out(bridge.volume));
  to->set_old_concentration_ng_per_ml(out(bridge.old_concentration));
  to->set_old_dose_ng_per_day(out(bridge.old_dose));
}
Bridge take(const pb::Bridge& from) {
  return {Nanolitres(number(from.volume_nl())), Concentration(number(from.old_concentration_ng_per_ml())), DoseRate(number(from.old_dose_ng_per_day()))};
}

void put(const Refill& refill, pb::Refill* to) {
  to->set_volume_nl(out(refill.volume));
  to->set_withdrawn_nl(out(refill.withdrawn));
  to->set_expected_nl(out(refill.expected));
  to->set_drug(refill.drug);
  to->set_concentration_ng_per_ml(out(refill.concentration));
  to->set_lot(refill.lot);
  if (refill.program) put(*refill.program, to->mutable_program());
  if (refill.prime) put(*refill.prime, to->mutable_prime());
  if (refill.bridge) put(*refill.bridge, to->mutable_bridge());
}

std::optional<Refill> take(const pb::Refill& from) {
  Refill refill{Nanolitres(number(from.volume_nl())), Nanolitres(number(from.withdrawn_nl())), Nanolitres(number(from.expected_nl())), from.drug(),
                Concentration(number(from.concentration_ng_per_ml())), from.lot(), {}, {}, {}};
  if (from.has_program()) {
    refill.program = take(from.program());
    if (!refill.program) return {};
  }
  if (from.has_prime()) refill.prime = take(from.prime());
  if (from.has_bridge()) refill.bridge = take(from.bridge());
  return refill;
}

void put(const TherapyKind& kind, pb::TherapyOperation* to) {
  struct Put {
    pb::TherapyOperation* to;
    void operator()(const Program& v) const { put(v, to->mutable_program()); }
    void operator()(const SingleBolus& v) const {
      auto* bolus = to->mutable_bolus();
      bolus->set_dose_ng(out(v.dose));
      bolus->set_duration_ms(out(v.duration));
      bolus->set_concentration_ng_per_ml(out(v.concentration));
    }
    void operator()(const Prime& v) const { put(v, to->mutable_prime()); }
    void operator()(const Bridge& v) const { put(v, to->mutable_bridge()); }
    void operator()(const Refill& v) const { put(v, to->mutable_refill()); }
    void operator()(const Resume&) const { to->mutable_resume(); }
    void operator()(const SetClock& v) const { to->mutable_clock()->set_clock_ms(out(v.clock)); }
    void operator()(const PatientLimits& v) const { put(v, to->mutable_patient_limits()); }
    void operator()(const AlarmSettings& v) const {
      to->mutable_alarm_settings()->set_low_reservoir_level_nl(out(v.low_reservoir_level));
      to->mutable_alarm_settings()->set_refill_lead_days(v.refill_lead_days);
    }
  };
  std::visit(Put{to}, kind);
}

std::optional<TherapyKind> take_kind(const pb::TherapyOperation& from) {
  switch (from.kind_case()) {
    case pb::TherapyOperation::kProgram:
      if (auto program = take(from.program())) return TherapyKind(*std::move(program));
      return {};
    case pb::TherapyOperation::kBolus: {
      const auto& bolus = from.bolus();
      return TherapyKind(SingleBolus{Nanograms(number(bolus.dose_ng())), Milliseconds(bolus.duration_ms()), Concentration(number(bolus.concentration_ng_per_ml()))});
    }
    case pb::TherapyOperation::kPrime:
      return TherapyKind(take(from.prime()));
    case pb::TherapyOperation::kBridge:
      return TherapyKind(take(from.bridge()));
    case pb::TherapyOperation::kRefill:
      if (auto refill = take(from.refill())) return TherapyKind(*std::move(refill));
      return {};
    case pb::TherapyOperation::kResume:
      return TherapyKind(Resume{});
    case pb::TherapyOperation::kClock:
      return TherapyKind(SetClock{clock(from.clock().clock_ms())});
    case pb::TherapyOperation::kPatientLimits:
      return TherapyKind(take(from.patient_limits()));
    case pb::TherapyOperation::kAlarmSettings:
      return TherapyKind(AlarmSettings{Nanolitres(number(from.alarm_settings().low_reservoir_level_nl())), from.alarm_settings().refill_lead_days()});
    case pb::TherapyOperation::KIND_NOT_SET:
      break;
  }
  return {};
}

template <class Message>
Result<Message> strict(std::string_view bytes) {
  Message message;
  if (auto problem = strictness_error(bytes, *Message::descriptor())) return Error{*std::move(problem)};
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Error{fmt::format("bytes that are no {}", Message::descriptor()->name())};
  return message;
}

}  // namespace

void put(const PatientLimits& limits, pb::PatientLimits* to) {
  to->set_dose_ng(out(limits.dose));
  to->set_duration_ms(out(limits.duration));
  to->set_lockout_ms(out(limits.lockout));
  to->set_allotted_per_24h(limits.allotted_per_24h);
}
PatientLimits take(const pb::PatientLimits& from) {
  return {Nanograms(number(from.dose_ng())), Milliseconds(from.duration_ms()), Milliseconds(from.lockout_ms()), from.allotted_per_24h()};
}

void put(const CriticalValues::OtherDose& other, pb::OtherDose* to) {
  to->set_drug(other.drug);
  to->set_concentration_ng_per_ml(out(other.concentration));
  to->set_daily_dose_ng(out(other.daily_dose));
}
CriticalValues::OtherDose take(const pb::OtherDose& from) { return {from.drug(), Concentration(number(from.concentration_ng_per_ml())), Nanograms(number(from.daily_dose_ng()))}; }

void put(const CriticalValues& values, pb::CriticalValues* to) {
  to->set_mode(out_enum<pb::Mode>(values.mode));
  to->set_drug(values.drug);
  to->set_concentration_ng_per_ml(out(values.concentration));
  to->set_daily_dose_ng(out(values.daily_dose));
  to->set_rate_nl_per_day(out(values.rate));
  to->set_reservoir_nl(out(values.reservoir));
  put(values.low_reservoir_alarm, to->mutable_low_reservoir_alarm());
  put(values.empty, to->mutable_empty());
  put(values.refill_by, to->mutable_refill_by());
  if (values.clock) to->set_clock_ms(out(*values.clock));
  to->set_low_reservoir_level_nl(out(values.low_reservoir_level));
  to->set_refill_lead_days(values.refill_lead_days);
  if (values.bolus) {
    to->set_bolus_dose_ng(out(values.bolus->dose));
    to->set_bolus_volume_nl(out(values.bolus->volume));
    to->set_bolus_achievable_nl(out(values.bolus->achievable));
    to->set_bolus_duration_ms(out(values.bolus->duration));
  }
  if (values.bridge) {
    auto* bridge = to->mutable_bridge();
    bridge->set_volume_nl(out(values.bridge->volume));
    bridge->set_old_concentration_ng_per_ml(out(values.bridge->old_concentration));
    bridge->set_old_daily_dose_ng(out(values.bridge->old_daily_dose));
    bridge->set_rate_nl_per_day(out(values.bridge->rate));
    bridge->set_duration_ms(out(values.bridge->duration));
  }
  if (values.patient_limits) put(*values.patient_limits, to->mutable_patient_limits());
  for (const auto& other : values.other_doses) put(other, to->add_other_doses());
  if (values.program_digest != Digest{}) put(values.program_digest, to->mutable_program_digest());  // empty: no program
}

CriticalValues take(const pb::CriticalValues& from) {
  CriticalValues values;
  values.mode = in_enum<Mode>(from.mode());
  values.drug = from.drug();
  values.concentration = Concentration(number(from.concentration_ng_per_ml()));
  values.daily_dose = Nanograms(number(from.daily_dose_ng()));
  values.rate = FlowRate(number(from.rate_nl_per_day()));
  values.reservoir = Nanolitres(number(from.reservoir_nl()));
  values.low_reservoir_alarm = take(from.low_reservoir_alarm());
  values.empty = take(from.empty());
  values.refill_by = take(from.refill_by());
  if (from.has_clock_ms()) values.clock = clock(from.clock_ms());
  values.low_reservoir_level = Nanolitres(number(from.low_reservoir_level_nl()));
  values.refill_lead_days = from.refill_lead_days();
  if (from.has_bolus_dose_ng()) {
    values.bolus = CriticalValues::Bolus{Nanograms(number(from.bolus_dose_ng())), Nanolitres(number(from.bolus_volume_nl())),
                                         Nanolitres(number(from.bolus_achievable_nl())), Milliseconds(from.bolus_duration_ms())};
  }
  if (from.has_bridge()) {
    const auto& bridge = from.bridge();
    values.bridge = CriticalValues::Bridge{Nanolitres(number(bridge.volume_nl())), Concentration(number(bridge.old_concentration_ng_per_ml())),
                                           Nanograms(number(bridge.old_daily_dose_ng())), FlowRate(number(bridge.rate_nl_per_day())), Milliseconds(bridge.duration_ms())};
  }
  if (from.has_patient_limits()) values.patient_limits = take(from.patient_limits());
  for (const auto& other : from.other_doses()) values.other_doses.push_back(take(other));
  values.program_digest = fixed<Digest>(from.program_digest());
  return values;
}

template <class Message, class Ours>
Bytes encode(const Ours& value) {
  Message message;
  put(value, &message);
  return message.SerializeAsString();
}

Result<TherapyOperation> decode_therapy(std::string_view bytes) {
  auto message = strict<pb::TherapyOperation>(bytes);
  if (!message) return message.error();
  auto kind = take_kind(*message);
  if (!kind) return Error{"a TherapyOperation, program or refill without its content: the kind of change, or a weekday, is missing"};
  if (message->mode_after() == pb::MODE_AFTER_UNSPECIFIED) return Error{"mode_after is missing: say RUNNING, STOPPED or UNCHANGED"};
  return TherapyOperation{message->pump_serial(), in_enum<ModeAfter>(message->mode_after()), *std::move(kind)};
}

Bytes encode_therapy(const TherapyOperation& operation) {
  pb::TherapyOperation message;
  message.set_pump_serial(operation.pump_serial);
  message.set_mode_after(out_enum<pb::ModeAfter>(operation.mode_after));
  put(operation.kind, &message);
  return message.SerializeAsString();
}

Result<CommitBody> decode_commit(std::string_view bytes) {
  const auto message = strict<pb::CommitBody>(bytes);
  if (!message) return message.error();
  if (message->operation_id().size() != 16) return Error{"operation_id must be 16 bytes"};
  CommitBody body{fixed<OperationId>(message->operation_id()), take(message->stage()), fixed<Digest>(message->digest()), fixed<Grant>(message->grant()),
                  take(message->after()), {}, message->expected_state_version()};
  // Half a bolus, or a date that is both a day and absent, has no place in our values: such a set equals none.
  if (encode<pb::CriticalValues>(body.after) != message->after().SerializeAsString()) body.after.mode = Mode{};
  for (const int warning : message->warnings()) body.warnings.push_back(static_cast<Warning>(warning));
  return body;
}

Bytes encode_commit(const CommitBody& body) {
  pb::CommitBody message;
  put(body.operation_id, message.mutable_operation_id());
  put(body.stage, message.mutable_stage());
  put(body.digest, message.mutable_digest());
  put(body.grant, message.mutable_grant());
  put(body.after, message.mutable_after());
  for (const auto warning : body.warnings) message.add_warnings(out_enum<pb::Warning>(warning));
  message.set_expected_state_version(body.expected_state_version);
  return message.SerializeAsString();
}

Result<OperationResult> decode_result(std::string_view bytes) {
  pb::OperationResult message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || message.operation_id().size() != 16) return Error{"bytes that are no OperationResult"};
  OperationResult result{fixed<OperationId>(message.operation_id()), in_enum<OperationKind>(message.kind()), uptime(message.executed_uptime_ms()),
                         message.state_version(), take(message.in_force()), {}};
  if (message.has_discrepancy_nl()) result.discrepancy = Nanolitres(message.discrepancy_nl());
  return result;
}

Bytes encode_result(const OperationResult& result) {
  pb::OperationResult message;
  put(result.operation_id, message.mutable_operation_id());
  message.set_kind(out_enum<pb::OperationKind>(result.kind));
  message.set_executed_uptime_ms(out(result.executed));
  message.set_state_version(result.state_version);
  put(result.in_force, message.mutable_in_force());
  if (result.discrepancy) message.set_discrepancy_nl(result.discrepancy->value);
  return message.SerializeAsString();
}

}  // namespace ipt::wire

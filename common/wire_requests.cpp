// Requests, and the values that several messages share.
#include "common/wire_convert.hpp"

namespace ipt::wire {

void put(const DeviceTime& time, pb::DeviceTime* to) {
  to->set_boot_count(time.boot_count);
  to->set_uptime_ms(out(time.uptime));
  to->set_clock_ms(out(time.clock));
}
DeviceTime take(const pb::DeviceTime& from) { return {from.boot_count(), uptime(from.uptime_ms()), clock(from.clock_ms())}; }

void put(const StageName& name, pb::StageName* to) {
  to->set_boot_count(name.boot_count);
  to->set_boot_nonce(name.boot_nonce);
  to->set_number(name.number);
}
StageName take(const pb::StageName& from) { return {from.boot_count(), from.boot_nonce(), from.number()}; }

void put(const Date& date, pb::Date* to) {
  to->clear_day();
  to->clear_absent();
  if (const auto* day = std::get_if<PumpDay>(&date)) to->set_day(static_cast<std::int32_t>(day->time_since_epoch().count()));
  else to->set_absent(out_enum<pb::DateAbsent>(std::get<DateAbsent>(date)));
}
Date take(const pb::Date& from) {
  if (from.has_day()) return PumpDay(std::chrono::days(from.day()));
  return in_enum<DateAbsent>(from.absent());
}

void put(const Alarm& alarm, pb::Alarm* to) {
  to->set_id(alarm.id);
  to->set_kind(out_enum<pb::AlarmKind>(alarm.kind));
  to->set_critical(alarm.critical);
  to->set_active(alarm.active);
  to->set_acknowledged(alarm.acknowledged);
  to->set_silenced(alarm.silenced);
  to->set_raised_uptime_ms(out(alarm.raised));
  if (alarm.cleared) to->set_cleared_uptime_ms(out(*alarm.cleared));
  to->set_tone(out_enum<pb::Tone>(alarm.tone));
}
Alarm take(const pb::Alarm& from) {
  Alarm alarm{from.id(), in_enum<AlarmKind>(from.kind()), from.critical(), from.active(), from.acknowledged(), from.silenced(),
              uptime(from.raised_uptime_ms()), {}, in_enum<Tone>(from.tone())};
  if (from.has_cleared_uptime_ms()) alarm.cleared = uptime(from.cleared_uptime_ms());
  return alarm;
}

namespace {

struct PutRequest {
  pb::Request* to;
  void operator()(const UnknownRequest&) const {}
  void operator()(const GetInfo&) const { to->mutable_get_info(); }
  void operator()(const GetStatus&) const { to->mutable_get_status(); }
  void operator()(const GetProgram&) const { to->mutable_get_program(); }
  void operator()(const ReadLog& ask) const {
    to->mutable_read_log()->set_from(ask.from);
    to->mutable_read_log()->set_max(ask.max);
    to->mutable_read_log()->set_security(ask.security);
  }
  void operator()(const GetOperation& ask) const {
    auto* operation = to->mutable_get_operation();
    put(ask.operation_id, operation->mutable_operation_id());
    if (ask.stage) put(*ask.stage, operation->mutable_stage());
    operation->set_abandon(ask.abandon);
  }
  void operator()(const Subscribe& ask) const { to->mutable_subscribe()->set_mask(ask.mask); }
  void operator()(const AcquireControl&) const { to->mutable_acquire_control(); }
  void operator()(const ReleaseControl&) const { to->mutable_release_control(); }
  void operator()(const Stage& ask) const { to->mutable_stage()->set_operation(ask.operation); }
  void operator()(const Commit& ask) const { to->mutable_commit()->set_commit_body(ask.commit_body); }
  void operator()(const Discard& ask) const { put(ask.stage, to->mutable_discard()->mutable_stage()); }
  void operator()(const Stop& ask) const { put(ask.operation_id, to->mutable_stop()->mutable_operation_id()); }
  void operator()(const RequestBolus& ask) const { put(ask.operation_id, to->mutable_request_bolus()->mutable_operation_id()); }
  void operator()(const SilenceAlarm& ask) const { to->mutable_silence_alarm()->set_alarm_id(ask.alarm_id); }
  void operator()(const AcknowledgeAlarm& ask) const { to->mutable_acknowledge_alarm()->set_alarm_id(ask.alarm_id); }
  void operator()(const TestAlarm& ask) const { to->mutable_test_alarm()->set_critical(ask.critical); }
};

}  // namespace

void put(const Request& request, pb::Request* to) { std::visit(PutRequest{to}, request); }

Request take(const pb::Request& from) {
  switch (from.ask_case()) {
    case pb::Request::kGetInfo: return GetInfo{};
    case pb::Request::kGetStatus: return GetStatus{};
    case pb::Request::kGetProgram: return GetProgram{};
    case pb::Request::kReadLog: return ReadLog{from.read_log().from(), from.read_log().max(), from.read_log().security()};
    case pb::Request::kGetOperation: {
      const auto& ask = from.get_operation();
      GetOperation request{fixed<OperationId>(ask.operation_id()), {}, ask.abandon()};
      if (ask.has_stage()) request.stage = take(ask.stage());
      return request;
    }
    case pb::Request::kSubscribe: return Subscribe{from.subscribe().mask()};
    case pb::Request::kAcquireControl: return AcquireControl{};
    case pb::Request::kReleaseControl: return ReleaseControl{};
    case pb::Request::kStage: return Stage{from.stage().operation()};
    case pb::Request::kCommit: return Commit{from.commit().commit_body()};
    case pb::Request::kDiscard: return Discard{take(from.discard().stage())};
    case pb::Request::kStop: return Stop{fixed<OperationId>(from.stop().operation_id())};
    case pb::Request::kRequestBolus: return RequestBolus{fixed<OperationId>(from.request_bolus().operation_id())};
    case pb::Request::kSilenceAlarm: return SilenceAlarm{from.silence_alarm().alarm_id()};
    case pb::Request::kAcknowledgeAlarm: return AcknowledgeAlarm{from.acknowledge_alarm().alarm_id()};
    case pb::Request::kTestAlarm: return TestAlarm{from.test_alarm().critical()};
    case pb::Request::ASK_NOT_SET: break;
  }
  return UnknownRequest{};
}

}  // namespace ipt::wire

#include "pump_sim/host/faults.hpp"

#include "common/messages.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;

pb::ScriptedRequest request_of(RequestIndex index) {
  for (int number = pb::ScriptedRequest_MIN; number <= pb::ScriptedRequest_MAX; ++number) {
    const auto request = static_cast<pb::ScriptedRequest>(number);
    if (index_of(request) == index) return request;
  }
  return pb::SCRIPTED_REQUEST_UNSPECIFIED;
}

}  // namespace

std::optional<RequestIndex> index_of(pb::ScriptedRequest request) {
  switch (request) {
    case pb::SCRIPTED_REQUEST_COMMIT: return Request(Commit{}).index();
    case pb::SCRIPTED_REQUEST_STAGE: return Request(Stage{}).index();
    case pb::SCRIPTED_REQUEST_STOP: return Request(Stop{}).index();
    case pb::SCRIPTED_REQUEST_STATUS: return Request(GetStatus{}).index();
    case pb::SCRIPTED_REQUEST_ACQUIRE_CONTROL: return Request(AcquireControl{}).index();
    case pb::SCRIPTED_REQUEST_RELEASE_CONTROL: return Request(ReleaseControl{}).index();
    case pb::SCRIPTED_REQUEST_DISCARD: return Request(Discard{}).index();
    case pb::SCRIPTED_REQUEST_SILENCE: return Request(SilenceAlarm{}).index();
    case pb::SCRIPTED_REQUEST_ACKNOWLEDGE: return Request(AcknowledgeAlarm{}).index();
    case pb::SCRIPTED_REQUEST_TEST_ALARM: return Request(TestAlarm{}).index();
    case pb::SCRIPTED_REQUEST_INFO: return Request(GetInfo{}).index();
    case pb::SCRIPTED_REQUEST_PROGRAM: return Request(GetProgram{}).index();
    case pb::SCRIPTED_REQUEST_OPERATION: return Request(GetOperation{}).index();
    case pb::SCRIPTED_REQUEST_LOG: return Request(ReadLog{}).index();
    case pb::SCRIPTED_REQUEST_SUBSCRIBE: return Request(Subscribe{}).index();
    default: return {};
  }
}

pb::Faults faults_of(const Scripted& scripted, const CrashPlan& crash) {
  pb::Faults faults;
  for (int number = pb::ScriptedRequest_MIN; number <= pb::ScriptedRequest_MAX; ++number) {  // in the protocol's order
    const auto request = static_cast<pb::ScriptedRequest>(number);
    const auto index = index_of(request);
    const auto found = index ? scripted.answers.find(*index) : scripted.answers.end();
    if (found == scripted.answers.end() || found->second.times == 0) continue;
    auto* answer = faults.add_answers();
    answer->set_request(request);
    answer->set_answer(static_cast<pb::ScriptedAnswer>(found->second.answer));
    answer->set_times(found->second.times);
  }
  const auto cut = [&](pb::Direction direction, std::uint32_t frame) {
    if (frame == 0) return;
    auto* added = faults.add_cuts();
    added->set_direction(direction);
    added->set_frame(frame);
  };
  cut(pb::DIRECTION_TO_PUMP, scripted.cut_to_pump);
  cut(pb::DIRECTION_FROM_PUMP, scripted.cut_from_pump);
  if (crash.point()) {
    faults.mutable_crash()->set_point(static_cast<pb::CrashPoint>(*crash.point()));
    if (crash.on()) faults.mutable_crash()->set_on(request_of(*crash.on()));
    faults.mutable_crash()->set_nth(crash.left());
  }
  return faults;
}

void clear_faults(Scripted& scripted, CrashPlan& crash) {
  scripted.answers.clear();
  scripted.cut_to_pump = scripted.cut_from_pump = 0;
  crash.clear();
}

}  // namespace ipt

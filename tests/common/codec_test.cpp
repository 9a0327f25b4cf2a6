#include <doctest/doctest.h>

#include <vector>

#include "common/wire.hpp"

using namespace ipt;

namespace {

std::string frame_of(wire::Codec& codec, const Envelope& envelope) {
  std::string bytes;
  codec.append_frame(envelope, bytes);
  return bytes;
}

/// Everything that a status can hold, and nothing that it need not.
Status full_status() {
  Status status;
  status.mode = Mode::flex;
  status.drug = "a drug with a name too long to be held in place";
  status.concentration = 2'000_ug_per_mL;
  status.reservoir = 7_mL;
  status.low_reservoir_alarm = PumpDay(std::chrono::days(20'000));
  status.empty = PumpDay(std::chrono::days(20'010));
  status.refill_by = PumpDay(std::chrono::days(0));
  status.stopped_since = Uptime(Milliseconds(5));
  status.battery = BatteryState::low;
  status.bolus = BolusProgress{OperationId{1}, 3_uL, 2_uL, Milliseconds(7)};
  Alarm cleared{1, AlarmKind::low_reservoir, true, true, true, true, Uptime(Milliseconds(3)), Uptime(Milliseconds(4)), Tone::two_tone};
  status.alarms = {cleared, Alarm{}, cleared};
  status.operations = {{OperationId{2}, OperationKind::refill, OperationState::superseded, Uptime(Milliseconds(9))}, {}};
  status.refill_lead_days = 3;
  status.filled_on = PumpDay(std::chrono::days(19'000));
  return status;
}

Response answer_with(decltype(Response::answer) answer) {
  Response response;
  response.state_version = 4;
  response.time = {2, Uptime(Milliseconds(11)), PumpClock(Milliseconds(12))};
  response.answer = std::move(answer);
  return response;
}

std::vector<Body> messages() {
  Response refused = answer_with(Done{});
  refused.code = Code::refused;
  refused.refusal = Refusal{Reason::busy, "field", 1, 2, "text", Role::clinician};
  Receipt receipt;
  receipt.operation = "bytes";
  receipt.warnings = {Warning::discrepancy};
  Alarm open{1, AlarmKind::low_reservoir, true, true, false, false, Uptime(Milliseconds(3)), {}, Tone::single};
  return {answer_with(full_status()), answer_with(Status{}), refused, answer_with(Done{}), Response{}, answer_with(receipt), answer_with(Committed{"result", true}),
          answer_with(Info{}), NoBody{}, Ping{}, Welcome{}, Event{7, 8, {}, {open}}, Request(GetStatus{})};
}

}  // namespace

TEST_CASE("whatever a codec has written before, it writes the next message as a fresh one would") {
  const auto all = messages();
  for (std::size_t first = 0; first < all.size(); ++first) {
    for (std::size_t then = 0; then < all.size(); ++then) {
      CAPTURE(first);
      CAPTURE(then);
      wire::Codec used, fresh;
      frame_of(used, {9, 1, 1, all[first]});
      const Envelope next{9, 2, 0, all[then]};
      CHECK(frame_of(used, next) == frame_of(fresh, next));
    }
  }
}

TEST_CASE("a status with everything in it and one with nothing come back as they were, each after the other") {
  wire::Codec codec;
  for (const Status& status : {full_status(), Status{}, full_status()}) {
    const Envelope sent{1, 1, 1, answer_with(status)};
    const auto read = codec.decode(frame_of(codec, sent).substr(4));
    REQUIRE(read.has_value());
    CHECK((*read == sent));
  }
}

#include <doctest/doctest.h>

#include "common/wire.hpp"
#include "tests/common/messages_sample.hpp"

using namespace ipt;

namespace {

/// The one frame that an envelope makes, its length taken off and checked.
std::string payload_of(wire::Codec& codec, const Envelope& envelope) {
  std::string frame;
  codec.append_frame(envelope, frame);
  REQUIRE(frame.size() >= 4);
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(frame[i]);
  REQUIRE(frame.size() == 4 + length);
  return frame.substr(4);
}

}  // namespace

TEST_CASE("IPT-FRM-01 every message comes back from its frame as it was said") {
  wire::Codec codec;
  for (const auto& body : sample::bodies()) {
    const Envelope said{0xFEDC'BA98'7654'3210, 7, 6, body};
    const std::string payload = payload_of(codec, said);
    CAPTURE(wire::to_json(payload).value());
    const auto heard = codec.decode(payload);
    REQUIRE(heard);
    CHECK(*heard == said);
    CHECK(payload_of(codec, *heard) == payload);
  }
}

TEST_CASE("a codec that is used again remembers nothing of the message before") {
  wire::Codec used;
  for (const auto& before : sample::bodies()) {
    payload_of(used, {1, 2, 3, before});
    for (const Body& after : std::vector<Body>{Ping{}, Hello{}, Welcome{}, Response{}, Event{}}) {
      wire::Codec fresh;
      const Envelope envelope{0, 0, 0, after};
      const std::string payload = payload_of(fresh, envelope);
      REQUIRE(payload_of(used, envelope) == payload);
      REQUIRE(used.decode(payload_of(fresh, {1, 2, 3, before})));
      REQUIRE(*used.decode(payload) == envelope);
    }
  }
}

TEST_CASE("several frames append to what is already there") {
  wire::Codec codec;
  std::string one;
  std::string both = "x";
  codec.append_frame({1, 2, 3, Ping{}}, one);
  codec.append_frame({1, 2, 3, Ping{}}, both);
  codec.append_frame({1, 2, 3, Ping{}}, both);
  CHECK(both == "x" + one + one);
}

TEST_CASE("every change of therapy comes back from its bytes as it was meant") {
  for (const auto& meant : sample::therapies()) {
    const Bytes bytes = wire::encode_therapy(meant);
    CAPTURE(wire::therapy_to_json(bytes).value());
    const auto read = wire::decode_therapy(bytes);
    REQUIRE(read);
    CHECK(*read == meant);
    CHECK(wire::encode_therapy(*read) == bytes);
  }
}

TEST_CASE("IPT-CMT-01 a commit comes back from its bytes as it was meant") {
  for (const auto& after : {sample::critical(), sample::critical_of_bolus(), CriticalValues{}}) {
    for (const auto& warnings : {sample::warnings(), std::vector<Warning>{}}) {
      const CommitBody meant{sample::filled<OperationId>(1), sample::stage(), sample::filled<Digest>(2), sample::filled<Grant>(3), after, warnings, 41};
      const auto read = wire::decode_commit(wire::encode_commit(meant));
      REQUIRE(read);
      CHECK(*read == meant);
    }
  }
}

TEST_CASE("IPT-CMT-18 a result comes back from its bytes as it was meant") {
  for (int kind = 1; kind <= 11; ++kind) {
    for (const auto discrepancy : {std::optional<Nanolitres>(Nanolitres(-100'000)), std::optional<Nanolitres>(Nanolitres(0)), std::optional<Nanolitres>()}) {
      const OperationResult meant{sample::filled<OperationId>(1), OperationKind(kind), sample::at(7), 42, sample::critical(), discrepancy};
      const auto read = wire::decode_result(wire::encode_result(meant));
      REQUIRE(read);
      CHECK(*read == meant);
    }
  }
  CHECK_FALSE(wire::decode_result("\xFF"));
  CHECK_FALSE(wire::decode_result(""));
}

TEST_CASE("IPT-STG-09 where no program runs the digest of one is empty, not 32 zeros") {
  CriticalValues some = sample::critical();
  some.bridge.reset();
  some.other_doses.clear();
  CriticalValues none = some;
  none.program_digest = Digest{};
  const auto result = [](const CriticalValues& values) { return wire::encode_result({sample::filled<OperationId>(1), OperationKind::stop, sample::at(7), 42, values, {}}); };
  CHECK(result(none).find(std::string(32, '\0')) == std::string::npos);
  CHECK(wire::decode_result(result(none))->in_force == none);
  CHECK(result(some).size() - result(none).size() == 3 + 32);
}

TEST_CASE("log entries and alarms come back from a snapshot as they were stored") {
  for (const auto& entry : sample::log()) CHECK(*wire::decode_log_entry(wire::encode_log_entry(entry)) == entry);
  for (const auto& alarm : sample::alarms()) CHECK(*wire::decode_alarm(wire::encode_alarm(alarm)) == alarm);
  CHECK_FALSE(wire::decode_log_entry("\xFF"));
  CHECK_FALSE(wire::decode_alarm("\xFF"));
}

TEST_CASE("a frame is shown as JSON with the protocol's own names") {
  wire::Codec codec;
  CHECK(wire::to_json(payload_of(codec, {1, 2, 3, Request{ReadLog{5, 7}}})).value() == R"({"session_id":"1","seq":"2","reply_to":"3","request":{"read_log":{"from":"5","max":7}}})");
  CHECK(wire::therapy_to_json(wire::encode_therapy({"IPT-0001", ModeAfter::running, Resume{}})).value() ==
        R"({"pump_serial":"IPT-0001","mode_after":"MODE_AFTER_RUNNING","resume":{}})");
  CHECK_FALSE(wire::to_json("\xFF"));
  CHECK_FALSE(wire::therapy_to_json("\xFF"));
}

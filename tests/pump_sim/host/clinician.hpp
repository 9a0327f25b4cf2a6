#pragma once
#include <doctest/doctest.h>

#include <random>

#include "common/wire.hpp"
#include "pump_sim/host/pump.hpp"
#include "pump_sim/profiles/model.hpp"

namespace ipt {
using namespace literals;
using namespace std::chrono_literals;

inline Snapshot newborn(const char* kind = "ipt-20") {
  const auto profile = load_profile(kind);
  REQUIRE(profile);
  Birth birth{profile->name, settings_of(*profile, "TEST-1"), hardware_of(*profile), {"baclofen", 2'000_ug_per_mL, 20_mL, 120_ug_per_day, PumpClock{}}};
  Implant implant = make_implant(birth.settings, birth.hardware, birth.delivered);
  return {birth, implant};
}

inline Randomness seeded() {
  return [engine = std::mt19937_64(7)](std::span<std::uint8_t> out) mutable {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
  };
}

/// One clinician on one link, all of whose answers are taken as they come.
struct Clinician {
  Pump& pump;
  LinkId link = pump.device().connected(LinkTime{});
  wire::Codec codec{};
  FrameDecoder frames{};
  std::uint64_t session_id = 0;
  std::uint64_t seq = 0;

  Body say(Body body) {
    std::string bytes;
    codec.append_frame({session_id, ++seq, 0, std::move(body)}, bytes);
    pump.device().receive(link, bytes, LinkTime{});
    for (const auto& output : pump.take_output(1s)) {
      if (const auto* send = std::get_if<Send>(&output)) frames.append(send->bytes);
    }
    frames.set_limit(frame_limit);
    const auto payload = frames.next();
    REQUIRE(payload);
    auto envelope = codec.decode(*payload);
    REQUIRE(envelope);
    session_id = envelope->session_id;
    return std::move(envelope->body);
  }
  Response ask(Request request) { return std::get<Response>(say(std::move(request))); }
  void greet() {
    Hello hello;
    hello.client_id = "anna";
    hello.role = Role::clinician;
    say(hello);
  }
  /// Takes control and stages: what a Commit has to say.
  CommitBody staged(OperationId id, TherapyKind kind) {
    ask(AcquireControl{});
    const auto answer = ask(Stage{wire::encode_therapy({"TEST-1", ModeAfter::unchanged, std::move(kind)})});
    REQUIRE(std::holds_alternative<Receipt>(answer.answer));
    const auto& receipt = std::get<Receipt>(answer.answer);
    return {id, receipt.stage, receipt.digest, receipt.grant, receipt.after, receipt.warnings, answer.state_version};
  }
};

}  // namespace ipt

#include "pump_sim/host/hands.hpp"

#include "pump_sim/host/mishaps.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;

pb::Moved message_of(const Moved& moved) {
  pb::Moved message;
  message.set_volume_nl(static_cast<std::uint64_t>(moved.volume.value));
  message.set_drug_ng(static_cast<std::uint64_t>(moved.drug.value));
  return message;
}

Result<pb::Moved> told(Result<Moved> result) {
  if (!result) return result.error();
  return message_of(*result);
}

bool is_sane(std::uint64_t number) { return number <= 1'000'000'000'000; }

}  // namespace

bool is_hands_act(const pb::Ask& ask) {
  switch (ask.act_case()) {
    case pb::Ask::kMoveNeedle:
    case pb::Ask::kWithdraw:
    case pb::Ask::kFill:
    case pb::Ask::kStallMotor:
    case pb::Ask::kSetAccuracy:
    case pb::Ask::kSetCatheter:
    case pb::Ask::kLeak:
    case pb::Ask::kFreshPath:
      return true;
    default:
      return is_mishap(ask);
  }
}

Result<pb::Moved> act(World& world, const pb::Ask& ask, Uptime now) {
  switch (ask.act_case()) {
    case pb::Ask::kMoveNeedle: {
      const auto place = ask.move_needle().place();
      if (place < pb::PLACE_OUT || place > pb::PLACE_POCKET) return Error{"a needle is out, in the septum or in the pocket"};
      move_needle(world, static_cast<Place>(place), now);
      return pb::Moved{};
    }
    case pb::Ask::kWithdraw: {
      std::optional<Nanolitres> volume;
      if (ask.withdraw().has_volume_nl()) {
        if (!is_sane(ask.withdraw().volume_nl())) return Error{"no syringe holds that much"};
        volume = Nanolitres(static_cast<std::int64_t>(ask.withdraw().volume_nl()));
      }
      return told(withdraw(world, volume, now));
    }
    case pb::Ask::kFill: {
      const auto& fill = ask.fill();
      if (!is_sane(fill.volume_nl()) || fill.concentration_ng_per_ml() > 100'000'000) return Error{"no syringe holds that much"};
      return told(inject(world, Nanolitres(static_cast<std::int64_t>(fill.volume_nl())), fill.drug(), Concentration(static_cast<std::int64_t>(fill.concentration_ng_per_ml())), now));
    }
    case pb::Ask::kStallMotor:
      stall(world, ask.stall_motor().stalled(), now);
      return pb::Moved{};
    case pb::Ask::kSetAccuracy: {
      const auto accuracy = set_accuracy(world, ask.set_accuracy().parts_per_million(), now);
      if (!accuracy) return accuracy.error();
      return pb::Moved{};
    }
    case pb::Ask::kSetCatheter: {
      const auto state = ask.set_catheter().state();
      if (state < pb::CATHETER_WHOLE || state > pb::CATHETER_OFF) return Error{"a catheter is whole, occluded or off"};
      set_catheter(world, static_cast<Catheter>(state), now);
      return pb::Moved{};
    }
    case pb::Ask::kLeak:
      if (!is_sane(ask.leak().volume_nl())) return Error{"no reservoir holds that much"};
      return told(leak(world, Nanolitres(static_cast<std::int64_t>(ask.leak().volume_nl())), now));
    case pb::Ask::kFreshPath:
      return message_of(renew_path(world, now));
    default:
      return befall(world, ask, now).value_or(Error{"no act of hands"});
  }
}

pb::Truth truth_of(const Implant& implant) {
  const Truth so = truth(implant.world, implant.firmware.now);
  const auto nl = [](Nanolitres volume) { return static_cast<std::uint64_t>(volume.value); };
  const auto ng = [](Nanograms drug) { return static_cast<std::uint64_t>(drug.value); };
  pb::Truth message;
  message.set_initial_nl(nl(so.initial_nl));
  message.set_injected_nl(nl(so.injected_nl));
  message.set_reservoir_nl(nl(so.reservoir_nl));
  message.set_path_nl(nl(so.path_nl));
  message.set_delivered_nl(nl(so.delivered_nl));
  message.set_withdrawn_nl(nl(so.withdrawn_nl));
  message.set_pocket_nl(nl(so.pocket_nl));
  message.set_spilled_nl(nl(so.spilled_nl));
  message.set_initial_ng(ng(so.initial_ng));
  message.set_injected_ng(ng(so.injected_ng));
  message.set_reservoir_ng(ng(so.reservoir_ng));
  message.set_path_ng(ng(so.path_ng));
  message.set_delivered_ng(ng(so.delivered_ng));
  message.set_withdrawn_ng(ng(so.withdrawn_ng));
  message.set_pocket_ng(ng(so.pocket_ng));
  message.set_spilled_ng(ng(so.spilled_ng));
  message.set_strokes(static_cast<std::uint64_t>(so.strokes.value));
  message.set_stalled(so.stalled);
  message.set_accuracy_ppm(static_cast<std::uint32_t>(so.accuracy_ppm));
  message.set_needle(static_cast<pb::Place>(so.needle));
  message.set_drug(so.drug);
  message.set_catheter(static_cast<pb::Catheter>(implant.world.catheter));
  message.set_boot_count(implant.firmware.boot_count);
  message.set_operations(implant.notes.journal.executed());
  message.set_uptime_ms(static_cast<std::uint64_t>(implant.firmware.now.time_since_epoch().count()));
  message.set_clock_ms(clock_at(implant.firmware, implant.firmware.now).time_since_epoch().count());
  return message;
}

}  // namespace ipt

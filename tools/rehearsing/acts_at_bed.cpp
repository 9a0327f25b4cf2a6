// What hands do to the pump, and what becomes of pump and catheter.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/amount_text.hpp"
#include "tools/rehearsing/acts.hpp"

namespace ipt::rehearsing {
namespace {

Result<std::optional<Moved>> passed(const Result<Moved>& moved) {
  if (!moved) return moved.error();
  return std::optional(*moved);
}

Result<Act> needle(bedside::v1::Place place, const Spot& spot) {
  if (place < bedside::v1::PLACE_OUT || place > bedside::v1::PLACE_POCKET) return spot.wrong("needle", "expected PLACE_SEPTUM, PLACE_POCKET or PLACE_OUT");
  const char* words = place == bedside::v1::PLACE_OUT ? "needle out" : place == bedside::v1::PLACE_SEPTUM ? "needle into the port" : "needle into the pocket, beside the port";
  return by_hand(words, [place](World& world, Uptime now) -> Result<std::optional<Moved>> {
    move_needle(world, static_cast<Place>(place), now);
    return std::optional<Moved>();
  });
}

Result<Act> withdrawal(const pb::Withdraw& written, const Spot& spot) {
  if (written.volume().empty()) return by_hand("withdraw all that comes", [](World& world, Uptime now) { return passed(withdraw(world, {}, now)); });
  const auto volume = parse_volume(written.volume());
  if (!volume) return spot.wrong("volume", "expected a volume: " + volume.error().text);
  return by_hand(fmt::format("withdraw {}", text_of(*volume)), [volume = *volume](World& world, Uptime now) { return passed(withdraw(world, volume, now)); });
}

Result<Act> filling(const pb::Fill& written, const Spot& spot, const Delivered& start) {
  const auto volume = parse_volume(written.volume());
  if (!volume) return spot.wrong("volume", "expected a volume: " + volume.error().text);
  Concentration concentration = start.concentration;
  if (!written.concentration().empty()) {
    const auto other = parse_concentration(written.concentration());
    if (!other) return spot.wrong("concentration", "expected a concentration: " + other.error().text);
    concentration = *other;
  }
  const std::string drug = written.drug().empty() ? start.drug : written.drug();
  return by_hand(fmt::format("inject {} of {} {}", text_of(*volume), drug, text_of(concentration)),
                 [volume = *volume, drug, concentration](World& world, Uptime now) { return passed(inject(world, volume, drug, concentration, now)); });
}

Result<Act> accuracy(const std::string& written, const Spot& spot) {
  std::int64_t ppm = 1'000'000;
  if (written != "exact") {
    const auto read = read_number(written);
    const auto change = read ? read->times(10'000) : Result<std::int64_t>(read.error());
    if (!change || read->unit != "%" || !read->has_sign) return spot.wrong("accuracy", fmt::format("expected an accuracy like exact, \"+14.5%\" or \"-2.4%\", found '{}'", written));
    ppm += read->negative ? -*change : *change;
  }
  return by_hand(fmt::format("the motor's strokes: {}", written), [ppm](World& world, Uptime now) -> Result<std::optional<Moved>> {
    const auto set = set_accuracy(world, ppm, now);
    if (!set) return set.error();
    return std::optional<Moved>();
  });
}

Result<Act> catheter(pb::Catheter state, const Spot& spot) {
  if (state < pb::WHOLE || state > pb::OFF) return spot.wrong("catheter", "expected WHOLE, OCCLUDED or OFF");
  const char* words = state == pb::WHOLE ? "the catheter is whole" : state == pb::OCCLUDED ? "the catheter is occluded" : "the catheter has come off";
  return by_hand(words, [state](World& world, Uptime now) -> Result<std::optional<Moved>> {
    set_catheter(world, static_cast<Catheter>(state), now);
    return std::optional<Moved>();
  });
}

Result<Act> leakage(const pb::Leak& written, const Spot& spot) {
  const auto volume = parse_volume(written.volume());
  if (!volume) return spot.wrong("volume", "expected a volume: " + volume.error().text);
  return by_hand(fmt::format("{} leak through the septum", text_of(*volume)), [volume = *volume](World& world, Uptime now) { return passed(leak(world, volume, now)); });
}

}  // namespace

Act by_hand(std::string words, const ByHand& act) {
  return {std::move(words), [act](Play& play) {
            play.room.by_hand([&](World& world, Uptime now) {
              const auto done = act(world, now);
              if (!done) {
                play.felt = done.error().text;
                play.happened = "could not be done: " + play.felt;
              } else if (*done) {
                play.moved = (*done)->volume;
                play.happened = fmt::format("{} with {} of drug", text_of((*done)->volume), text_of((*done)->drug));
              }
            });
          }};
}

Result<Act> read_act_at_bed(const pb::Step& step, const Spot& spot, const Delivered& start) {
  switch (step.act_case()) {
    case pb::Step::kNeedle: return needle(step.needle(), spot);
    case pb::Step::kWithdraw: return withdrawal(step.withdraw(), spot.inside("withdraw", step.withdraw()));
    case pb::Step::kFill: return filling(step.fill(), spot.inside("fill", step.fill()), start);
    case pb::Step::kMotorStalled:
      return by_hand(step.motor_stalled() ? "the motor stalls" : "the motor turns again", [stalled = step.motor_stalled()](World& world, Uptime now) -> Result<std::optional<Moved>> {
        stall(world, stalled, now);
        return std::optional<Moved>();
      });
    case pb::Step::kAccuracy: return accuracy(step.accuracy(), spot);
    case pb::Step::kCatheter: return catheter(step.catheter(), spot);
    case pb::Step::kFreshPath: return by_hand("tubing and catheter are new, and full of saline", [](World& world, Uptime now) { return passed(renew_path(world, now)); });
    case pb::Step::kLeak: return leakage(step.leak(), spot.inside("leak", step.leak()));
    default: return read_act_on_pump(step, spot);
  }
}

}  // namespace ipt::rehearsing

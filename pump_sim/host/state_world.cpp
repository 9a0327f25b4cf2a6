// The world's half of a snapshot, and the standing orders that both halves hold.
#include "pump_sim/host/state_parts.hpp"

namespace ipt {
void put(const Exact& exact, pb::Exact* to) {
  to->set_whole(exact.whole);
  to->set_part(exact.part);
  to->set_parts(exact.parts);
}
Exact take(const pb::Exact& from) { return {from.whole(), from.part(), from.parts()}; }

namespace {


void put(const Fluid& fluid, pb::Fluid* to) {
  to->set_drug(fluid.drug);
  to->set_batch_volume_nl(fluid.batch_volume.value);
  to->set_batch_mass_fg(fluid.batch_mass.value);
  to->set_from_nl(fluid.from.value);
  to->set_to_nl(fluid.to.value);
  to->set_batch_acting_fg(fluid.batch_acting.value);
}
Fluid take(const pb::Fluid& from) {
  const std::int64_t acting = from.has_batch_acting_fg() ? from.batch_acting_fg() : is_baclofen(from.drug()) ? from.batch_mass_fg() : 0;
  return {from.drug(), Nanolitres(from.batch_volume_nl()), Femtograms(from.batch_mass_fg()), Nanolitres(from.from_nl()), Nanolitres(from.to_nl()), Femtograms(acting)};
}

void put(const Amount& amount, pb::Amount* to) {
  to->set_volume_nl(amount.volume.value);
  to->set_mass_fg(amount.mass.value);
}
Amount take(const pb::Amount& from) { return {Nanolitres(from.volume_nl()), Femtograms(from.mass_fg())}; }

}  // namespace

void put(const StandingOrder& order, pb::StandingOrder* to) {
  to->set_since_ms(out(order.since));
  put(order.carry, to->mutable_carry());
  to->set_stroke_nl(out(order.stroke));
  to->set_clock_offset_ms(order.clock_offset.count());
  for (const auto& step : order.base.steps) {
    auto* added = to->add_base();
    added->set_from_ms(step.from.count());
    added->set_rate(step.rate);
  }
  to->set_base_per(order.base.per);
  if (order.periodic) {
    auto* periodic = to->mutable_periodic();
    put(order.periodic->volume, periodic->mutable_volume());
    periodic->set_duration_ms(out(order.periodic->duration));
    periodic->set_interval_ms(out(order.periodic->interval));
    periodic->set_anchor_ms(out(order.periodic->anchor));
    periodic->set_first_window(order.periodic->first_window);
  }
  if (order.bolus) {
    auto* bolus = to->mutable_bolus();
    put(order.bolus->volume, bolus->mutable_volume());
    bolus->set_start_ms(out(order.bolus->start));
    bolus->set_duration_ms(out(order.bolus->duration));
  }
}

Result<StandingOrder> take(const pb::StandingOrder& from) {
  StandingOrder order;
  order.since = uptime(from.since_ms());
  order.carry = take(from.carry());
  order.stroke = Nanolitres(whole(from.stroke_nl()));
  order.clock_offset = Milliseconds(from.clock_offset_ms());
  std::vector<FlowStep> steps;
  for (const auto& step : from.base()) steps.push_back({Milliseconds(step.from_ms()), step.rate(), 0});
  const auto base = steps.empty() ? BaseFlow{} : flow_from_steps(std::move(steps), from.base_per());
  if (!base) return Error{"a stored standing order has a flow that makes no sense"};
  order.base = *base;
  if (from.has_periodic()) {
    const auto& periodic = from.periodic();
    order.periodic = PeriodicFlow{take(periodic.volume()), span_of(periodic.duration_ms()), span_of(periodic.interval_ms()), uptime(periodic.anchor_ms()), periodic.first_window()};
  }
  if (from.has_bolus()) order.bolus = BolusFlow{take(from.bolus().volume()), uptime(from.bolus().start_ms()), span_of(from.bolus().duration_ms())};
  if (!is_sound(order)) return Error{"a stored standing order makes no sense"};
  return order;
}

void put(const World& world, pb::World* to) {
  to->set_now_ms(out(world.now));
  put(world.motor.order, to->mutable_order());
  to->set_strokes_before(world.motor.strokes_before.value);
  to->set_strokes_settled(world.motor.strokes_settled.value);
  to->set_accuracy_ppm(world.motor.accuracy_ppm);
  to->set_millionths(world.motor.millionths);
  if (world.motor.stalled_since) to->set_stalled_since_ms(out(*world.motor.stalled_since));
  put(world.reservoir, to->mutable_reservoir());
  for (const auto& fluid : world.path) put(fluid, to->add_path());
  put(world.pocket, to->mutable_pocket());
  to->set_needle(static_cast<std::uint32_t>(world.needle));
  to->set_catheter(static_cast<std::uint32_t>(world.catheter));
  put(world.totals.initial, to->mutable_initial());
  put(world.totals.injected, to->mutable_injected());
  put(world.totals.delivered, to->mutable_delivered());
  put(world.totals.withdrawn, to->mutable_withdrawn());
  put(world.totals.spilled, to->mutable_spilled());
  put(world, to->mutable_mishaps());
}

Result<World> take(const pb::World& from, const Hardware& hardware) {
  World world;
  world.hardware = hardware;
  world.now = uptime(from.now_ms());
  auto order = take(from.order());
  if (!order) return order.error();
  world.motor.order = *std::move(order);
  world.motor.strokes_before = Strokes(from.strokes_before());
  world.motor.strokes_settled = Strokes(from.strokes_settled());
  world.motor.accuracy_ppm = from.accuracy_ppm();
  world.motor.millionths = from.millionths();
  if (from.has_stalled_since_ms()) world.motor.stalled_since = uptime(from.stalled_since_ms());
  world.reservoir = take(from.reservoir());
  for (const auto& fluid : from.path()) world.path.push_back(take(fluid));
  world.pocket = take(from.pocket());
  world.needle = static_cast<Place>(from.needle());
  if (from.has_catheter()) world.catheter = static_cast<Catheter>(from.catheter());
  world.totals = {take(from.initial()), take(from.injected()), take(from.delivered()), take(from.withdrawn()), take(from.spilled())};
  if (from.has_mishaps()) take(from.mishaps(), world);
  if (!is_sound(world)) return Error{"the stored world makes no sense: something in it is lost or made up"};
  return world;
}

}  // namespace ipt

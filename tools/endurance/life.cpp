#include "tools/endurance/life.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "tools/endurance/therapies.hpp"

namespace ipt {
namespace {

constexpr std::uint64_t log_almost_full = Log::kept - 500;
constexpr std::uint64_t close_look_every = 100;  // events
constexpr Milliseconds until_all_is_quiet{20'000};
constexpr Milliseconds until_it_is_late{6'000};  // the programmer has given up; the pump's end of the session still stands

Rehearsal::Setup setup_of(Dice& dice) {
  Rehearsal::Setup setup;
  setup.seed = dice.number();
  setup.profile = dice.of<std::string>({"ipt-20", "ipt-20", "ipt-40", "valve-20"});
  if (dice.percent(20)) setup.delivered.dose.reset();
  return setup;
}

/// Done in part is done: its amount stands in the report.
bool is_done(const Outcome& outcome) { return outcome.kind == Outcome::Kind::done || outcome.kind == Outcome::Kind::partly; }

}  // namespace

Life::Life(std::uint64_t seed) : dice_(seed), room_(setup_of(dice_)), witness_(implant(), settings()) {
  birth_ = {"soak", settings(), implant().world.hardware, {}};
}

bool Life::is_over() const { return firmware().life.ended_since || firmware().now.time_since_epoch() >= one_day * settings().life_days || implant().notes.log.head() >= log_almost_full; }

std::optional<std::string> Life::next() {
  ++events_;
  if (auto broken = happen()) return broken;
  if (auto broken = look()) return broken;
  return events_ % close_look_every == 0 ? look_closely() : std::nullopt;
}

std::optional<std::string> Life::look() { return witness_.look(implant(), settings()); }

/// What would take too long after every event.
std::optional<std::string> Life::look_closely() {
  if (auto broken = beliefs_.compare(implant().notes)) return broken;
  const auto read_again = decode_snapshot(encode_snapshot(birth_, implant()));
  if (!read_again) return "a snapshot cannot be read again: " + read_again.error().text;
  if (read_again->implant != implant()) return "a snapshot comes out as another implant";
  if (is_durable()) {
    room_.pump().memory().keep_mark(firmware().now);
    if (room_.pump().memory().read_back(settings()) != implant()) return "what is written down comes out as another implant";
  }
  return {};
}

std::optional<std::string> Life::happen() {
  const auto dice = dice_.between(1, 100);
  if (dice <= 42) return pass_time();
  if (dice <= 62) return change();
  if (dice <= 66) return stop();
  if (dice <= 72) return refill();
  if (dice <= 80) return act_on_alarms();
  if (dice <= 86) return touch();
  if (dice <= 90) return reboot();
  if (dice <= 93) {
    event_ = "the next writes fail";
    room_.pump().memory().fail(static_cast<std::uint32_t>(dice_.between(1, 3)));
    return {};
  }
  return read();
}

std::optional<std::string> Life::pass_time() {
  const Milliseconds leap = dice_.percent(50) ? dice_.between(Milliseconds{1}, one_day) : dice_.between(Milliseconds{1}, one_day * 14);
  event_ = fmt::format("{} ms pass", leap.count());
  room_.advance(leap);
  return {};
}

Programmer& Life::clinician() { return room_.programmer(dice_.of<std::string>({"alice", "alice", "alice", "bob"})); }

/// One frame of the next conversation meets with something.
void Life::spoil_the_link(Programmer& programmer) {
  using Kind = CableFault::Kind;
  if (!dice_.percent(20)) return;
  programmer.vanish();
  const auto kind = dice_.of<Kind>({Kind::drop, Kind::duplicate, Kind::delay, Kind::cut_before, Kind::cut_after});
  const Milliseconds late = dice_.of<Milliseconds>({Milliseconds{1'000}, until_it_is_late});
  programmer.plan({kind, dice_.of<Way>({Way::to_pump, Way::from_pump}), static_cast<std::uint64_t>(dice_.between(1, 7)), late});
}

/// The power fails somewhere in the next conversation. Never while writes fail: a boot that cannot be written down is none.
void Life::spoil_the_power() {
  using At = CrashPoint::At;
  if (!dice_.percent(10) || !is_durable()) return;
  room_.pump().memory().fail(0);
  const auto at = dice_.of<At>({At::before_store, At::after_store, At::before_send, At::after_send});
  room_.crash_at({at, static_cast<std::uint32_t>(dice_.between(1, 5))}, dice_.percent(50) ? Comeback::reboot : Comeback::reset);
}

/// Whatever was to happen to the power and did not, does not.
void Life::calm_down() { room_.crash_at({CrashPoint::At::before_store, std::numeric_limits<std::uint32_t>::max()}); }

std::optional<std::string> Life::change() {
  Programmer& programmer = clinician();
  spoil_the_link(programmer);
  spoil_the_power();
  const TherapyOperation operation = any_change(dice_, firmware(), settings());
  event_ = fmt::format("{} changes kind {}", programmer.identity(), static_cast<int>(kind_of(operation)));
  const bool declines = dice_.percent(3);
  return believe(programmer, programmer.change(operation, [&](const Receipt&) { return !declines; }));
}

std::optional<std::string> Life::stop() {
  Programmer& programmer = clinician();
  spoil_the_link(programmer);
  spoil_the_power();
  event_ = programmer.identity() + " stops the pump";
  if (!programmer.uncertain().empty()) return believe(programmer, {Outcome::Kind::uncertain, {}, {}, {}});
  const Outcome outcome = programmer.stop();
  if (outcome.kind == Outcome::Kind::done && !is_stopped(firmware())) return "a Stop is done, and the pump runs";
  return believe(programmer, outcome);
}

/// Settles what is uncertain, and keeps in mind what the pump said.
std::optional<std::string> Life::believe(Programmer& programmer, Outcome outcome) {
  OperationId id = programmer.last_operation();
  for (int tries = 0; outcome.kind == Outcome::Kind::uncertain; ++tries) {
    if (programmer.uncertain().empty()) return "an operation is uncertain, and the programmer has forgotten it";
    if (tries == 5) return "an operation stays uncertain however often the pump is asked";
    programmer.vanish();
    id = programmer.uncertain().front().operation_id;
    outcome = programmer.settle();
  }
  calm_down();
  if (outcome.kind == Outcome::Kind::needs_person) return "an operation of this boot needs a person";
  room_.wait(until_all_is_quiet);  // what was late arrives, and changes nothing any more
  // A Stop is obeyed, and told of, also when it cannot be written down: that one alone a boot may forget (IPT-STP-03).
  const JournalEntry* entry = implant().notes.journal.find(id);
  const bool may_be_forgotten = entry != nullptr && entry->kind == OperationKind::stop && !is_durable();
  if (!may_be_forgotten) beliefs_.add(id, is_done(outcome));
  if (!programmer.uncertain().empty()) return "what the pump has settled is still uncertain";
  if ((entry != nullptr) != is_done(outcome)) return entry != nullptr ? "an operation was done, and the programmer believes that it was not" : "an operation was not done, and the programmer believes that it was";
  return {};
}

std::optional<std::string> Life::refill() {
  const Capabilities& pump = settings().capabilities;
  Programmer& programmer = clinician();
  const bool by_hand = dice_.percent(90), is_logged = dice_.percent(90);
  const Concentration c = dice_.percent(20) ? any_concentration(dice_, pump) : firmware().reservoir.concentration;
  const Nanolitres fresh(dice_.percent(80) ? pump.capacity.value - pump.residual.value : dice_.between(0, pump.capacity.value));
  event_ = fmt::format("a refill{}{} with {} nL of {} ng/mL", by_hand ? ", by hand" : "", is_logged ? ", logged" : "", fresh.value, c.value);
  Refill refill{std::min(pump.capacity, fresh + pump.residual), {}, std::max(computed_reservoir(firmware(), settings()) - pump.residual, Nanolitres(0)), pump.drugs.front().name, c, "lot", {}, {}, {}};
  if (by_hand) {
    room_.by_hand([&](World& world, Uptime now) {
      move_needle(world, Place::septum, now);
      if (const auto out = withdraw(world, {}, now)) refill.withdrawn = std::min(out->volume, pump.capacity);
      (void)inject(world, fresh, refill.drug, c, now);
      move_needle(world, Place::out, now);
    });
    if (auto broken = look()) return broken;
  }
  if (!is_logged) return {};
  if (c != firmware().reservoir.concentration || dice_.percent(20)) refill.program = any_program(dice_, pump, c);
  spoil_the_link(programmer);
  const auto mode_after = dice_.percent(70) ? ModeAfter::unchanged : ModeAfter::running;
  return believe(programmer, programmer.change({pump.serial, mode_after, refill}));
}

std::optional<std::string> Life::act_on_alarms() {
  Programmer& programmer = clinician();
  spoil_the_link(programmer);
  event_ = programmer.identity() + " looks at the alarms";
  const auto status = programmer.status();
  if (!status) return {};
  for (const Alarm& alarm : status->alarms) {
    if (dice_.percent(60)) (void)programmer.ask(AcknowledgeAlarm{alarm.id});
    if (dice_.percent(30)) (void)programmer.ask(SilenceAlarm{alarm.id});
  }
  if (dice_.percent(15)) (void)programmer.ask(TestAlarm{dice_.percent(50)});
  if (dice_.percent(20)) (void)programmer.ask(Subscribe{7});
  return {};
}

std::optional<std::string> Life::touch() {
  const auto what = dice_.between(1, 6);
  event_ = fmt::format("hands do something ({})", what);
  room_.by_hand([&](World& world, Uptime now) {
    switch (what) {
      case 1:
      case 2: return stall(world, !world.motor.stalled_since, now);
      case 3: (void)set_accuracy(world, dice_.between(850'000, 1'150'000), now); return;
      case 4:
        move_needle(world, dice_.of<Place>({Place::out, Place::pocket}), now);
        (void)inject(world, Nanolitres(dice_.between(1, 2'000'000)), "baclofen", Concentration(2'000'000), now);
        return move_needle(world, Place::out, now);
      case 5:
        move_needle(world, dice_.of<Place>({Place::septum, Place::pocket}), now);
        (void)withdraw(world, Nanolitres(dice_.between(1, 5'000'000)), now);
        return move_needle(world, Place::out, now);
      default: return stall(world, false, now);
    }
  });
  return {};
}

std::optional<std::string> Life::reboot() {
  event_ = "the power fails and comes back";
  const bool was_durable = is_durable();
  const Implant before = implant();
  room_.pump().memory().keep_mark(firmware().now);
  room_.pump().memory().fail(0);
  was_durable && dice_.percent(30) ? room_.reset() : room_.reboot();
  if (auto broken = beliefs_.compare(implant().notes)) return broken;
  if (!was_durable) return witness_.begin_anew(implant(), settings());
  if (implant().world.totals != before.world.totals) return "a boot moved fluid";
  if (firmware().boot_count != before.firmware.boot_count + 1) return "IPT-TIM-02: a boot did not count";
  if (firmware().bolus) return "IPT-OPS-16: a bolus goes on after a boot";
  if (firmware().stopped_since != before.firmware.stopped_since) return "IPT-STP-06: a boot changed whether the pump is stopped";
  return {};
}

std::optional<std::string> Life::read() {
  Programmer& observer = room_.programmer("carol", Role::observer);
  spoil_the_link(observer);
  event_ = "carol reads the pump";
  const auto status = observer.status();
  if (!status) return {};
  if (status->reservoir != computed_reservoir(firmware(), settings())) return "an observer reads another reservoir than the pump computes";
  if ((status->mode == Mode::stopped) != is_stopped(firmware())) return "IPT-STA-06: an observer reads another mode than the pump is in";
  if (status->log_head != implant().notes.log.head()) return "an observer reads another log head than the pump has";
  if (dice_.percent(50)) observer.say_goodbye();
  return {};
}

}  // namespace ipt

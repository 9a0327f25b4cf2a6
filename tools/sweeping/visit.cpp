#include "tools/sweeping/visit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "common/check.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/execute.hpp"
#include "tools/sweeping/command.hpp"
#include "tools/sweeping/truth.hpp"

namespace ipt::sweep {
namespace {

using Kind = Outcome::Kind;

constexpr int most_tries = 5;  // a cell has one crash and one link fault, and neither can spoil more than one of them
constexpr Milliseconds until_all_is_quiet{30'000};

const char* word(Kind kind) {
  switch (kind) {
    case Kind::done: return "done";
    case Kind::partly: return "partly";
    case Kind::refused: return "refused";
    case Kind::declined: return "declined";
    case Kind::not_done: return "not done";
    case Kind::interrupted: return "interrupted";
    case Kind::uncertain: return "uncertain";
    case Kind::needs_person: return "a person must settle it";
    case Kind::unheard: return "unheard";
  }
  return "";
}

CrashPoint::At place(Crash::At at) {
  switch (at) {
    case Crash::At::before_store: return CrashPoint::At::before_store;
    case Crash::At::after_store: return CrashPoint::At::after_store;
    case Crash::At::before_send: return CrashPoint::At::before_send;
    case Crash::At::after_send: return CrashPoint::At::after_send;
    case Crash::At::nowhere:
    case Crash::At::at_stroke: break;
  }
  IPT_CHECK(!"no place in the output");
}

/// One cell being played: what was tried, what the clinician believes of each try, and then what is so.
class Visit {
 public:
  Visit(std::uint64_t seed, const Cell& cell, const Reference& reference, std::vector<std::string>* story)
      : cell_(cell), command_(every_command()[cell.command]), reference_(reference), story_(story), room_({.seed = seed, .profile = command_.profile}) {}

  Verdict play() {
    begin();
    for (int tries = 0; tries < most_tries && !is_done(); ++tries) try_once();
    room_.wait(until_all_is_quiet);  // whatever is still on its way arrives, or its session has ended
    ask_who_was_left();
    bool crashed_meanwhile = true;
    while (crashed_meanwhile) {  // a crash behind the answer ends a bolus too: then it is asked again
      const bool will_crash = room_.pump().will_crash();
      learn_the_amounts();
      crashed_meanwhile = room_.pump().will_crash() != will_crash;
    }
    look_at_the_tries();
    look_at_the_pump();
    verdict_.crash_reached = cell_.crash.at == Crash::At::nowhere || (cell_.crash.at == Crash::At::at_stroke ? stroke_reached_ : !room_.pump().will_crash());
    verdict_.fault_reached = !cell_.fault || first_connection_->cable.frames(cell_.fault->way) >= cell_.fault->frame;
    return std::move(verdict_);
  }

 private:
  struct Try {
    OperationId id{};
    Kind belief = Kind::uncertain;
    std::optional<Nanolitres> delivered;
  };

  void tell(std::string line) {
    if (story_ != nullptr) story_->push_back(std::move(line));
  }
  void wrong(std::string sentence) {
    tell("WRONG: " + sentence);
    verdict_.wrong.push_back(std::move(sentence));
  }
  [[nodiscard]] const Implant& implant() { return room_.pump().implant(); }
  [[nodiscard]] bool stops_a_bolus() const { return command_.begins == Command::Begins::in_a_bolus; }
  /// Its pump stops while it is written to, and an interruption leaves it stopped.
  [[nodiscard]] bool stops_to_be_written() { return room_.pump().settings().capabilities.update > Milliseconds{0}; }
  [[nodiscard]] bool is_done() const { return !tries_.empty() && is_so(tries_.back().belief); }

  void begin() {
    prepare(room_, command_);
    if (stops_a_bolus()) crash_at_the_stroke();
    const Crash::At at = cell_.crash.at;
    if (at != Crash::At::nowhere && at != Crash::At::at_stroke) room_.crash_at({place(at), cell_.crash.nth}, cell_.crash.comeback);
    clinician_ = &room_.programmer("alice");
    if (cell_.fault) clinician_->plan(*cell_.fault);
    if (cell_.going_on == GoingOn::restart_unsent) clinician_->leave_off(Programmer::LeaveOff::before_it_is_sent);
    if (cell_.going_on == GoingOn::restart_sent || cell_.going_on == GoingOn::takeover) clinician_->leave_off(Programmer::LeaveOff::once_it_is_sent);
  }

  void try_once() {
    Outcome outcome = converse(*clinician_, command_);
    if (!first_connection_) first_connection_ = clinician_->connection();
    const bool has_id = command_.has_operation_id() && outcome.kind != Kind::unheard;
    Try one{has_id ? clinician_->last_operation() : OperationId{}, outcome.kind, {}};
    tell(fmt::format("try {}: {}", tries_.size() + 1, word(outcome.kind)));
    crash_at_the_stroke();
    if (outcome.kind == Kind::uncertain) {
      go_on();
      if (!clinician_->uncertain().empty()) {
        outcome = settle(*clinician_);
        tell(fmt::format("settled: {}", word(outcome.kind)));
      } else if (!command_.has_operation_id()) {
        outcome.kind = Kind::not_done;  // as far as anybody knows: the next try looks first
        room_.wait(Milliseconds{0});  // what has been sent arrives
      }
      one.belief = outcome.kind;
      if (outcome.report) one.delivered = outcome.report->delivered;
      // One takes over at once; the others let a commit that is still on its way arrive before they try again.
      if (cell_.going_on != GoingOn::takeover) room_.wait(until_all_is_quiet);
    }
    if (tries_.empty() && !command_.has_operation_id() && times_acted() > acts_before()) verdict_.kind = Verdict::Kind::done;
    tries_.push_back(one);
    if (stops_to_be_written()) look_whether_it_stands();
  }

  /// A pump that was left stopped stands, says so to whoever reads it, and the clinician knows; any other runs.
  void look_whether_it_stands() {
    if (is_done() || tries_.back().belief == Kind::uncertain) return;
    const bool left_stopped = std::any_of(tries_.begin(), tries_.end(), [](const Try& one) { return one.belief == Kind::interrupted; });
    const Firmware& firmware = implant().firmware;
    const bool stands = firmware.stopped_since.has_value() && rate_at(implant().world.motor.order, firmware.now).value == 0;
    if (stands != left_stopped) wrong(stands ? "the pump stands, and the clinician does not know" : "the clinician believes that the pump stands, and it does not");
    const auto response = ask(room_.programmer("bob", Role::observer), GetStatus{});
    const auto* status = response ? std::get_if<Status>(&response->answer) : nullptr;
    if (status == nullptr || (status->mode == Mode::stopped) != left_stopped) wrong("whoever reads the pump is not told whether it stands");
    if (left_stopped) tell("the pump stands, and both know");
  }

  /// Whoever goes on after no answer came.
  void go_on() {
    Programmer& before = *clinician_;
    if (cell_.going_on != GoingOn::takeover) before.vanish();
    if (cell_.going_on == GoingOn::retry) return;
    if (cell_.going_on == GoingOn::takeover && left_standing_ == nullptr) left_standing_ = &before;
    successors_.push_back(std::make_unique<Programmer>(room_, before.identity(), Role::clinician, before.uncertain()));
    clinician_ = successors_.back().get();
  }

  static Outcome settle(Programmer& asker) {
    Outcome outcome;
    for (int tries = 0; tries < most_tries && outcome.kind == Kind::uncertain; ++tries) {
      asker.vanish();
      outcome = asker.settle();
    }
    return outcome;
  }

  void crash_at_the_stroke() {
    const Firmware& firmware = implant().firmware;
    if (cell_.crash.at != Crash::At::at_stroke || stroke_reached_ || !firmware.bolus) return;
    const Nanolitres wanted = room_.pump().settings().capabilities.stroke * static_cast<std::int64_t>(cell_.crash.nth);
    if (bolus_delivered(firmware.order, firmware.now) >= wanted) return;  // over already
    Uptime before = firmware.now, at = firmware.bolus->ends;
    while (at - before > Milliseconds{1}) {
      const Uptime middle = before + (at - before) / 2;
      (bolus_delivered(firmware.order, middle) >= wanted ? at : before) = middle;
    }
    room_.advance(at - firmware.now);
    cell_.crash.comeback == Comeback::reboot ? room_.reboot() : room_.reset();
    stroke_reached_ = true;
    tell(fmt::format("stroke {} of the bolus, and the pump fails", cell_.crash.nth));
  }

  /// As often as it takes: the crash may still come, and then the next session is answered.
  static std::optional<Response> ask(Programmer& asker, const Request& request) {
    std::optional<Response> response;
    for (int tries = 0; tries < most_tries && !response; ++tries) {
      if (asker.is_connected() || asker.connect()) response = asker.ask(request);
    }
    return response;
  }

  /// A bolus that was done may have ended early since: the pump says how much went in.
  void learn_the_amounts() {
    for (Try& one : tries_) {
      if (!is_so(one.belief) || !command_.has_operation_id()) continue;
      const auto response = ask(*clinician_, GetOperation{one.id, {}, false});
      const auto* report = response ? std::get_if<OperationReport>(&response->answer) : nullptr;
      if (report == nullptr) return wrong("the pump does not say what became of an operation");
      if (report->state == OperationState::partly_executed) one.belief = Kind::partly, one.delivered = report->delivered;
      else if (report->state != OperationState::executed) wrong("the pump does not report as executed what the clinician believes done");
    }
  }

  static bool is_so(Kind kind) { return kind == Kind::done || kind == Kind::partly; }

  /// The session that was taken over asks as well: both must come to know the same.
  void ask_who_was_left() {
    if (left_standing_ == nullptr || left_standing_->uncertain().empty()) return;
    const OperationId id = left_standing_->uncertain().front().operation_id;
    const Kind told = settle(*left_standing_).kind;
    tell(fmt::format("the session taken over is told: {}", word(told)));
    for (const Try& one : tries_) {
      if (one.id == id && is_so(one.belief) != is_so(told)) wrong(fmt::format("the session taken over was told '{}' and the newer one '{}'", word(told), word(one.belief)));
    }
  }

  void look_at_the_tries() {
    const Journal& journal = implant().notes.journal;
    std::uint64_t done = 0;
    for (const Try& one : tries_) {
      const bool believed = is_so(one.belief);
      const bool known = believed || one.belief == Kind::not_done || one.belief == Kind::unheard || one.belief == Kind::refused || one.belief == Kind::interrupted;
      if (!known) wrong(fmt::format("an operation was left as '{}'", word(one.belief)));
      if (!command_.has_operation_id() || one.id == OperationId{}) continue;
      const std::uint64_t times = times_done(journal, one.id);
      done += times;
      if (times != (believed ? 1 : 0)) wrong(fmt::format("the clinician believes '{}' and it was done {} times", word(one.belief), times));
    }
    if (!is_done()) wrong("it could not be done by trying again");
    if (!clinician_->uncertain().empty()) wrong("an operation is still open");
    if (command_.has_operation_id()) {
      if (done != 1) wrong(fmt::format("what was wanted once was done {} times", done));
      if (journal.executed() != reference_.before.notes.journal.executed() + done) wrong("the journal counts otherwise");
      verdict_.kind = kind_of_first_try();
      if (verdict_.kind == Verdict::Kind::partly) verdict_.delivered = tries_.front().delivered;
    } else if (times_acted() != acts_before() + 1) {
      wrong("the alarm was quieted otherwise than once");
    }
  }

  [[nodiscard]] Verdict::Kind kind_of_first_try() const {
    const Kind belief = tries_.front().belief;
    if (belief == Kind::done) return Verdict::Kind::done;
    if (belief == Kind::partly) return Verdict::Kind::partly;
    return belief == Kind::interrupted ? Verdict::Kind::stopped : Verdict::Kind::not_done;
  }

  [[nodiscard]] LogKind act() const { return std::get<QuietAlarm>(command_.what).silences ? LogKind::alarm_silenced : LogKind::alarm_acknowledged; }
  [[nodiscard]] std::uint64_t times_acted() { return times_logged(implant().notes.log, act()); }
  [[nodiscard]] std::uint64_t acts_before() const { return times_logged(reference_.before.notes.log, act()); }

  /// A pump that goes over in one instant, stopped by hand whenever the log says that an update began, and changed when it
  /// says that one was done: that must come out the same.
  [[nodiscard]] Implant stopped_and_changed() {
    Implant expected = reference_.before;
    FirmwareSettings settings = room_.pump().settings();
    const Milliseconds update = std::exchange(settings.capabilities.update, Milliseconds{0});
    const auto& operation = std::get<TherapyOperation>(command_.what);
    Uptime begun{};
    for (const LogEntry& entry : implant().notes.log.read(reference_.before.notes.log.head() + 1, 0).entries) {
      if (entry.kind != LogKind::update_begun && entry.kind != LogKind::operation) continue;
      advance(expected, settings, entry.time.uptime);
      if (entry.kind == LogKind::update_begun) {
        begun = entry.time.uptime;
        IPT_CHECK(!apply(expected.firmware, settings, StopRecord{"alice", tries_.back().id}, expected.notes));
      } else {
        if (entry.time.uptime != begun + update) wrong("an update took otherwise than the pump's time");
        execute(expected.firmware, settings, operation, wire::encode_therapy(operation), tries_.back().id, "alice", expected.notes);
      }
      ipt::settle(expected, settings);
    }
    return expected;
  }

  /// What is really so, now and a day later, against a pump to which nothing happened.
  void look_at_the_pump() {
    const Try& last = tries_.back();
    const bool partly = last.belief == Kind::partly;
    const Nanolitres extra = partly ? last.delivered.value_or(Nanolitres{}) : Nanolitres{};
    const FirmwareSettings& settings = room_.pump().settings();
    Implant expected = partly || stops_a_bolus() ? reference_.before : stops_to_be_written() ? stopped_and_changed() : reference_.after;
    advance(expected, settings, room_.pump().now());
    if (stops_a_bolus()) {  // by a Stop or by a boot, it ends at this instant
      IPT_CHECK(!apply(expected.firmware, settings, StopRecord{"alice", tries_.back().id}, expected.notes));
      ipt::settle(expected, settings);
      const Firmware& begun = reference_.before.firmware;
      const Nanolitres given = bolus_delivered(begun.order, std::min(room_.pump().now(), begun.bolus->ends));
      const Nanolitres told = implant().notes.journal.entries().front().bolus->delivered;
      if (told != given) wrong(fmt::format("the pump says that {} nL of the bolus went in, and it was {}", told.value, given.value));
    }
    compare(expected, extra, "");
    const std::uint64_t version = expected.firmware.state_version + (partly ? 2 : 0);  // its start and its end
    const bool ended_before = stops_a_bolus() && implant().firmware.state_version == version + 1;  // by a boot, which counts for itself
    if (implant().firmware.state_version != version && !ended_before) wrong(fmt::format("the state version is {} and not {}", implant().firmware.state_version, version));

    advance(expected, settings, room_.pump().now() + one_day);
    room_.advance(one_day);
    compare(expected, extra, " a day later");
    const auto response = ask(room_.programmer("bob", Role::observer), GetStatus{});
    const auto* status = response ? std::get_if<Status>(&response->answer) : nullptr;
    if (status == nullptr) return wrong("the pump serves nobody a day later");
    if (status->reservoir != computed_reservoir(implant().firmware, settings)) wrong("the reservoir shown is not the account's");
    if (!(room_.pump().memory().read_back(settings) == implant())) wrong("a boot would not find what is so");
    if (partly) tell(fmt::format("of the bolus {} nL went in", extra.value));
  }

  void compare(const Implant& expected, Nanolitres extra, const char* when) {
    Firmware should_be = expected.firmware;
    const bool gave_extra = extra > Nanolitres{};
    if (gave_extra) should_be.low_at = implant().firmware.low_at, should_be.empty_at = implant().firmware.empty_at;
    for (const auto& what : differences(implant().firmware, should_be)) wrong(fmt::format("{} is not as it should be{}", what, when));
    const Truth is = room_.truth(), should = truth(expected.world, expected.firmware.now);
    if (!adds_up(is)) wrong(fmt::format("something was lost or made up{}", when));
    if (is.delivered_nl != should.delivered_nl + extra || is.reservoir_nl != should.reservoir_nl - extra) {
      wrong(fmt::format("{} nL were delivered{}, and {} should have been", is.delivered_nl.value, when, (should.delivered_nl + extra).value));
    }
  }

  const Cell& cell_;
  const Command& command_;
  const Reference& reference_;
  std::vector<std::string>* story_;
  Rehearsal room_;
  Programmer* clinician_ = nullptr;
  Programmer* left_standing_ = nullptr;  ///< the session that was taken over
  std::deque<std::unique_ptr<Programmer>> successors_;
  std::shared_ptr<const Connection> first_connection_;
  std::vector<Try> tries_;
  bool stroke_reached_ = false;
  Verdict verdict_;
};

}  // namespace

const Reference& Sweep::reference(std::size_t command) {
  const auto known = references_.find(command);
  if (known != references_.end()) return known->second;
  Rehearsal room({.seed = seed_, .profile = every_command()[command].profile});
  prepare(room, every_command()[command]);
  Reference reference{room.pump().implant(), {}};
  IPT_CHECK(converse(room.programmer("alice"), every_command()[command]).kind == Kind::done);
  reference.after = room.pump().implant();
  return references_.emplace(command, std::move(reference)).first->second;
}

Verdict Sweep::visit(const Cell& cell, std::vector<std::string>* story) {
  return Visit(seed_ + cell.number, cell, reference(cell.command), story).play();
}

}  // namespace ipt::sweep

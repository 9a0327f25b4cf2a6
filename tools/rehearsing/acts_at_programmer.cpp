// What a clinician does at the programmer: each act one visit, left open so that what is expected can still be read.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "programmer/cli/schedule.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/path.hpp"
#include "programmer/core/titrate.hpp"
#include "programmer/core/words.hpp"
#include "tools/rehearsing/acts.hpp"

namespace ipt::rehearsing {
namespace {

/// What is to be done, made of what the pump shows. An error: it makes no sense for this pump.
using Make = std::function<Result<TherapyKind>(Clinician&, const Readings&)>;

void lay_out(Play& play) {
  for (const auto& [fault, n] : play.planned) play.clinic.programmer().plan(fault);
}
/// Now that there is a connection that they can meet.
void watch(Play& play) {
  for (const auto& [fault, n] : play.planned) {
    play.laid_out[n].has_come_about = [connection = play.clinic.programmer().connection(), way = fault.way, frame = fault.frame] { return connection->cable.frames(way) >= frame; };
  }
  play.planned.clear();
}

void begin_visit(Play& play) {
  play.at_programmer = true;
  lay_out(play);
  play.readings = play.clinic.begin();
  watch(play);
  if (play.readings) return;
  play.happened = "the pump does not answer";
  play.shown = Shown{{Outcome::Kind::unheard, {}, {}, {}}, false, {}, {}};
}

/// Reads before and after.
template <class Do>
Act visit(std::string words, Do act) {
  return {std::move(words), [act](Play& play) {
            begin_visit(play);
            if (!play.readings) return;
            act(play);
            play.readings = play.clinic.programmer().is_connected() ? play.clinic.read() : std::nullopt;
          }};
}

void tell(Play& play, Shown shown) {
  play.happened = words::name(shown.outcome.kind);
  if (const auto detail = words::detail(shown.outcome); !detail.empty()) play.happened += ": " + detail;
  if (shown.asked_pump) play.refusal = shown.outcome.refusal;
  play.shown = std::move(shown);
}

/// Of what is no change of therapy.
void tell(Play& play, const std::optional<Response>& response, const std::string& done) {
  if (response) play.refusal = response->refusal;
  if (!response) play.undone = "no answer";
  else if (response->refusal) play.undone = words::name(response->refusal->reason);
  play.happened = play.undone.empty() ? done : play.undone;
}

Person person_of(const pb::Step& step) {
  switch (step.person()) {
    case pb::HEEDS_CAUTIONS: return Person::heeds_cautions;
    case pb::SAYS_NO: return Person::says_no;
    default: return Person::agrees;
  }
}

Act change(const pb::Step& step, std::string words, bool hourly, const Make& make) {
  const ModeAfter after = step.start_after() ? ModeAfter::running : ModeAfter::unchanged;
  return visit(std::move(words), [make, hourly, after, person = person_of(step)](Play& play) {
    const auto kind = make(play.clinic, *play.readings);
    if (!kind) {
      tell(play, {{Outcome::Kind::refused, Refusal{Reason::bad_therapy, {}, {}, {}, kind.error().text, {}}, {}, {}}, false, {}, {}});
      return;
    }
    const bool is_resume = std::holds_alternative<Resume>(*kind);
    tell(play, play.clinic.change({play.room.pump().settings().capabilities.serial, is_resume ? ModeAfter::running : after, *kind}, *play.readings, hourly, person));
  });
}

Result<Act> dose(const pb::Step& step, const Spot& spot) {
  const std::string& text = step.dose();
  const bool is_change = text.starts_with('+') || text.starts_with('-');
  const Present any{DoseRate(1'000'000), Concentration(1'000'000)};
  if (const auto sense = dose_from(text, any); !sense) return spot.wrong("dose", "expected a dose: " + sense.error().text);
  return change(step, fmt::format("dose {}", text), is_hourly(text), [text, is_change](Clinician& clinic, const Readings& now) -> Result<TherapyKind> {
    if (const auto program = is_change ? clinic.program() : std::nullopt) {
      const auto titrated = titrate(*program, text.substr(1), text.front() == '+');
      if (!titrated) return titrated.error();
      return TherapyKind(*titrated);
    }
    const auto dose = dose_from(text, {clinic.present_dose(now.status), now.status.concentration});
    if (!dose) return dose.error();
    return TherapyKind(Program{now.status.concentration, SimpleContinuous{*dose}});
  });
}

std::optional<Error> check_schedule(const programmer::v1::Schedule& schedule, const Spot& spot) {
  const auto program = program_of(schedule, Concentration(1), [&](const auto& field, const auto& what, int n, const auto& inner) { return spot.wrong_inside(field, what, n, inner); });
  if (!program) return program.error();
  return {};
}
Result<Program> schedule_for(const programmer::v1::Schedule& schedule, Concentration concentration) {
  return program_of(schedule, concentration, [](const auto&, const auto& what, int, const auto&) { return Error{what}; });
}

Result<Act> schedule(const pb::Step& step, const Spot& spot) {
  if (auto error = check_schedule(step.schedule(), spot.inside("schedule", step.schedule()))) return *error;
  return change(step, "a schedule", false, [written = step.schedule()](Clinician&, const Readings& now) -> Result<TherapyKind> {
    const auto program = schedule_for(written, now.status.concentration);
    if (!program) return program.error();
    return TherapyKind(*program);
  });
}

Result<Act> bolus(const pb::Step& step, const Spot& spot) {
  const auto dose = parse_dose(step.bolus().dose());
  if (!dose) return spot.wrong("dose", "expected a dose: " + dose.error().text);
  const auto over = parse_duration(step.bolus().over());
  if (!over) return spot.wrong("over", "expected a duration: " + over.error().text);
  return change(step, fmt::format("bolus of {} over {}", words::dose(*dose), words::duration(*over)), false, [dose = *dose, over = *over](Clinician&, const Readings& now) -> Result<TherapyKind> {
    return TherapyKind(SingleBolus{dose, over, now.status.concentration});
  });
}

Result<Act> prime(const pb::Step& step, const Spot& spot) {
  const auto& written = step.prime();
  Info any;
  any.maximum_flow = FlowRate(1);
  any.tubing = Nanolitres(1);
  const auto sense = prime_from(written.volume(), written.over(), any);
  if (!sense) return spot.wrong("volume", "expected full, catheter or a volume, and a duration: " + sense.error().text);
  return change(step, "priming: " + written.volume(), false, [written](Clinician& clinic, const Readings&) -> Result<TherapyKind> {
    const auto info = clinic.info();
    if (!info) return Error{"the pump does not tell what it can do"};
    const auto prime = prime_from(written.volume(), written.over(), *info);
    if (!prime) return prime.error();
    return TherapyKind(*prime);
  });
}

Result<Act> bridge(const pb::Step& step, const Spot& spot) {
  const auto& written = step.bridge();
  const auto concentration = parse_concentration(written.old_concentration());
  if (!concentration) return spot.wrong("old_concentration", "expected a concentration: " + concentration.error().text);
  const auto dose = parse_dose_rate(written.old_dose());
  if (!dose) return spot.wrong("old_dose", "expected a daily dose: " + dose.error().text);
  return change(step, "bridge", false, [written, concentration = *concentration, dose = *dose](Clinician& clinic, const Readings& now) -> Result<TherapyKind> {
    const auto info = clinic.info();
    if (!info) return Error{"the pump does not tell what it can do"};
    Status before = now.status;
    before.concentration = concentration;
    const auto bridge = bridge_from(written.volume().empty() ? "auto" : written.volume(), *info, before, dose, true);
    if (!bridge) return bridge.error();
    if (!*bridge) return Error{"a bridge of nothing is none"};
    return TherapyKind(**bridge);
  });
}

Result<Act> patient_limits(const pb::Step& step, const Spot& spot) {
  const auto& written = step.patient_limits();
  PatientLimits limits;
  if (written.allotted() > 0) {
    const auto dose = parse_dose(written.dose());
    if (!dose) return spot.wrong("dose", "expected a dose: " + dose.error().text);
    const auto over = parse_duration(written.over());
    if (!over) return spot.wrong("over", "expected a duration: " + over.error().text);
    const auto lockout = parse_duration(written.lockout());
    if (!lockout) return spot.wrong("lockout", "expected a duration: " + lockout.error().text);
    limits = {*dose, *over, *lockout, written.allotted()};
  }
  return change(step, "what the patient may ask for", false, [limits](Clinician&, const Readings&) -> Result<TherapyKind> { return TherapyKind(limits); });
}

Act patient_bolus() {
  return {"the patient asks for a bolus", [](Play& play) {
            auto& patient = play.room.programmer("patient", Role::patient);
            const auto response = patient.connect() ? patient.ask(RequestBolus{play.room.new_operation_id()}) : std::nullopt;
            tell(play, response, "it is given");
            if (patient.is_connected()) patient.say_goodbye();
          }};
}

/// Bridge and priming.
std::optional<Error> add_path(Refill& refill, const pb::Refill& written, Clinician& clinic, const Status& now) {
  if (written.bridge().empty() && written.prime().empty()) return {};
  const auto info = clinic.info();
  if (!info) return Error{"the pump does not tell what it can do"};
  const bool changes_drug = now.concentration.value > 0 && (refill.drug != now.drug || refill.concentration != now.concentration);
  const auto bridge = bridge_from(written.bridge(), *info, now, clinic.present_dose(now), changes_drug);
  if (!bridge) return bridge.error();
  refill.bridge = *bridge;
  if (written.prime().empty()) return {};
  const auto prime = prime_from(written.prime(), {}, *info);
  if (!prime) return prime.error();
  refill.prime = *prime;
  return {};
}

Result<Act> refill(const pb::Step& step, const Spot& spot) {
  const auto& written = step.refill();
  Refill entered;
  const auto volume = parse_volume(written.volume());
  if (!volume) return spot.wrong("volume", "expected what is in the reservoir now: " + volume.error().text);
  const auto withdrawn = parse_volume(written.withdrawn());
  if (!withdrawn) return spot.wrong("withdrawn", "expected what came out: " + withdrawn.error().text);
  entered.volume = *volume;
  entered.withdrawn = *withdrawn;
  entered.drug = written.drug();
  entered.lot = written.lot();
  if (!written.concentration().empty()) {
    const auto concentration = parse_concentration(written.concentration());
    if (!concentration) return spot.wrong("concentration", "expected a concentration: " + concentration.error().text);
    entered.concentration = *concentration;
  }
  const Present any{DoseRate(1'000'000), Concentration(1'000'000)};
  if (!written.dose().empty()) {
    if (const auto sense = dose_from(written.dose(), any); !sense) return spot.wrong("dose", "expected a dose: " + sense.error().text);
  }
  if (written.has_schedule()) {
    if (auto error = check_schedule(written.schedule(), spot.inside("schedule", written.schedule()))) return *error;
  }
  std::string words = fmt::format("refill: {} came out, {} are in now", words::volume(*withdrawn), words::volume(*volume));
  if (!written.concentration().empty()) words += ", of " + written.concentration();
  if (!written.dose().empty()) words += ", dose " + written.dose();
  return change(step, std::move(words), is_hourly(written.dose()), [written, entered](Clinician& clinic, const Readings& now) -> Result<TherapyKind> {
    Refill refill = entered;
    refill.expected = now.status.reservoir;
    if (refill.drug.empty()) refill.drug = now.status.drug;
    if (refill.concentration.value == 0) refill.concentration = now.status.concentration;
    if (written.has_schedule()) {
      const auto program = schedule_for(written.schedule(), refill.concentration);
      if (!program) return program.error();
      refill.program = *program;
    } else if (!written.dose().empty()) {
      const auto dose = dose_from(written.dose(), {clinic.present_dose(now.status), refill.concentration});
      if (!dose) return dose.error();
      refill.program = Program{refill.concentration, SimpleContinuous{*dose}};
    }
    if (auto error = add_path(refill, written, clinic, now.status)) return *error;
    return TherapyKind(refill);
  });
}

Result<Act> clock(const pb::Step& step, const Spot& spot) {
  const auto clock = parse_clock(step.clock());
  if (!clock) return spot.wrong("clock", "expected a time: " + clock.error().text);
  return change(step, "pump clock " + iso_clock(*clock), false, [clock = *clock](Clinician&, const Readings&) -> Result<TherapyKind> { return TherapyKind(SetClock{clock}); });
}

Result<Act> alarm_settings(const pb::Step& step, const Spot& spot) {
  const auto& written = step.alarm_settings();
  std::optional<Nanolitres> level;
  if (!written.level().empty()) {
    const auto volume = parse_volume(written.level());
    if (!volume) return spot.wrong("level", "expected a volume: " + volume.error().text);
    level = *volume;
  }
  std::optional<std::uint32_t> lead;
  if (written.has_lead_days()) lead = written.lead_days();
  return change(step, "alarm settings", false, [level, lead](Clinician&, const Readings& now) -> Result<TherapyKind> {
    return TherapyKind(AlarmSettings{level.value_or(now.status.low_reservoir_level), lead.value_or(now.status.refill_lead_days)});
  });
}

Act stop() {
  return visit("stop", [](Play& play) {
    Shown shown;
    shown.asked_pump = true;
    shown.outcome = play.clinic.programmer().stop();
    tell(play, std::move(shown));
  });
}

Act settle() {
  return visit("settle what was left open", [](Play& play) {
    Shown shown;
    shown.asked_pump = true;
    if (play.clinic.programmer().uncertain().empty()) shown.outcome.kind = Outcome::Kind::not_done;
    else shown.outcome = play.clinic.programmer().settle();
    tell(play, std::move(shown));
  });
}

/// A tone can be silenced only while it may sound.
template <class MakeRequest>
Act at_alarms(std::string words, std::string which, bool active_only, MakeRequest request) {
  return visit(std::move(words), [which = std::move(which), active_only, request](Play& play) {
    int meant = 0;
    for (const auto& alarm : play.readings->status.alarms) {
      if ((which != "all" && which != words::name(alarm.kind)) || (active_only && !alarm.active)) continue;
      ++meant;
      const auto response = play.clinic.programmer().ask(request(alarm.id));
      tell(play, response, "done");
    }
    if (meant == 0) play.happened = play.undone = "there is no such alarm";
  });
}

Result<Act> at_alarm(const char* field, const std::string& which, const Spot& spot, bool silence) {
  std::string names = "all";
  for (int kind = 1; words::name(static_cast<AlarmKind>(kind)).find("unknown") != 0; ++kind) names += ", " + words::name(static_cast<AlarmKind>(kind));
  if ((", " + names + ",").find(", " + which + ",") == names.npos) return spot.wrong(field, fmt::format("expected one of {}, found '{}'", names, which));
  if (silence) return at_alarms("silence " + which, which, true, [](std::uint64_t id) { return Request(SilenceAlarm{id}); });
  return at_alarms("acknowledge " + which, which, false, [](std::uint64_t id) { return Request(AcknowledgeAlarm{id}); });
}

}  // namespace

Result<Act> read_act_at_programmer(const pb::Step& step, const Spot& spot) {
  switch (step.act_case()) {
    case pb::Step::kInterrogate: return Act{"interrogate", begin_visit};  // one look: some pumps tell more at the second
    case pb::Step::kDose: return dose(step, spot);
    case pb::Step::kSchedule: return schedule(step, spot);
    case pb::Step::kBolus: return bolus(step, spot.inside("bolus", step.bolus()));
    case pb::Step::kRefill: return refill(step, spot.inside("refill", step.refill()));
    case pb::Step::kStop: return stop();
    case pb::Step::kResume: return change(step, "resume", false, [](Clinician&, const Readings&) -> Result<TherapyKind> { return TherapyKind(Resume{}); });
    case pb::Step::kClock: return clock(step, spot);
    case pb::Step::kAlarmSettings: return alarm_settings(step, spot.inside("alarm_settings", step.alarm_settings()));
    case pb::Step::kAcknowledge: return at_alarm("acknowledge", step.acknowledge(), spot, false);
    case pb::Step::kSilence: return at_alarm("silence", step.silence(), spot, true);
    case pb::Step::kTestAlarm:
      return visit(step.test_alarm() ? "let the critical alarm sound" : "let the alarm sound", [critical = step.test_alarm()](Play& play) {
        const auto response = play.clinic.programmer().ask(TestAlarm{critical});
        tell(play, response, "it sounds");
      });
    case pb::Step::kSettle: return settle();
    case pb::Step::kPrime: return prime(step, spot.inside("prime", step.prime()));
    case pb::Step::kBridge: return bridge(step, spot.inside("bridge", step.bridge()));
    case pb::Step::kPatientLimits: return patient_limits(step, spot.inside("patient_limits", step.patient_limits()));
    case pb::Step::kPatientBolus: return patient_bolus();
    default: return spot.wrong("interrogate", "expected an act at the programmer");
  }
}

}  // namespace ipt::rehearsing

#include "tools/rehearsing/facts.hpp"

#include <cmath>

#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"
#include "pump_sim/firmware/life.hpp"

namespace ipt::rehearsing {
namespace {

using List = std::vector<std::string>;

// ---- the pump
template <class Get>
Fact from_status(const Play& play, Get get) {
  if (!play.readings) return {};
  return get(play.readings->status);
}
Fact fact(const Date& date) {
  if (const auto* day = std::get_if<PumpDay>(&date)) return std::int64_t{day->time_since_epoch().count()};
  return words::name(std::get<DateAbsent>(date));
}

std::string entry_text(const LogEntry& entry) {
  std::string text = words::name(entry.kind);
  if (entry.alarm) text += " " + words::name(*entry.alarm);
  if (entry.operation) text += " " + words::name(*entry.operation);
  if (entry.ending) text += " " + words::name(*entry.ending);
  return text;
}
Fact log_lines(const Play& play) {
  if (!play.log) return {};
  List lines;
  for (const auto& entry : *play.log) lines.push_back(entry_text(entry));
  return lines;
}
Fact alarms(const Play& play, bool active) {
  return from_status(play, [&](const Status& status) {
    List names;
    for (const auto& alarm : status.alarms) {
      if (alarm.active == active) names.push_back(words::name(alarm.kind));
    }
    return Fact(names);
  });
}
Tone gravest(const Status& status) {
  Tone gravest = Tone::none;
  for (const auto& alarm : status.alarms) gravest = std::max(gravest, alarm.tone);
  return gravest;
}

constexpr Question pump_questions[] = {
    {"mode", Kind::word, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return words::name(s.mode); }); }},
    {"drug", Kind::word, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return s.drug; }); }},
    {"concentration", Kind::concentration, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return s.concentration.value; }); }},
    {"daily_dose", Kind::daily_dose, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return s.daily_dose.value; }); }},
    {"achievable_daily_dose", Kind::daily_dose, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return s.achievable_daily_dose.value; }); }},
    {"rate", Kind::flow, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return s.rate.value; }); }},
    {"reservoir", Kind::volume, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return s.reservoir.value; }); }},
    {"low_reservoir_alarm", Kind::day, [](const Play& p) { return from_status(p, [](const Status& s) { return fact(s.low_reservoir_alarm); }); }},
    {"empty", Kind::day, [](const Play& p) { return from_status(p, [](const Status& s) { return fact(s.empty); }); }},
    {"refill_by", Kind::day, [](const Play& p) { return from_status(p, [](const Status& s) { return fact(s.refill_by); }); }},
    {"replace_by", Kind::day, [](const Play& p) { return from_status(p, [](const Status& s) { return fact(s.replace_by); }); }},
    {"filled_on", Kind::day, [](const Play& p) { return from_status(p, [](const Status& s) { return fact(s.filled_on); }); }},
    {"battery", Kind::word, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return words::name(s.battery); }); }},
    {"motor", Kind::word, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return words::name(s.motor); }); }},
    {"bolus_delivered", Kind::volume, [](const Play& p) { return from_status(p, [](const Status& s) { return s.bolus ? Fact(s.bolus->delivered.value) : Fact(); }); }},
    {"clock", Kind::moment, [](const Play& p) { return p.readings ? Fact(std::int64_t{p.readings->clock.time_since_epoch().count()}) : Fact(); }},
    {"alarms", Kind::words, [](const Play& p) { return alarms(p, true); }},
    {"latched_alarms", Kind::words, [](const Play& p) { return alarms(p, false); }},
    {"tone", Kind::word, [](const Play& p) { return from_status(p, [](const Status& s) -> Fact { return words::name(gravest(s)); }); }},
    {"log_has", Kind::sequence, log_lines},
    {"log_lacks", Kind::absent, log_lines},
    {"refusal", Kind::word, [](const Play& p) { return p.refusal ? Fact(words::name(p.refusal->reason)) : Fact(); }},
    {"answers", Kind::word, [](const Play& p) { return Fact(std::string(p.readings ? "yes" : "no")); }},
};

// ---- the programmer
template <class Get>
Fact from_shown(const Play& play, Get get) {
  if (!play.shown) return {};
  return get(*play.shown);
}
std::optional<Nanolitres> discrepancy(const Shown& shown) {
  if (!shown.outcome.result) return {};
  return shown.outcome.result->discrepancy;
}
Fact uncertain(const Play& play) {
  List kinds;
  for (const auto& pending : play.clinic.programmer().uncertain()) kinds.push_back(words::name(pending.kind));
  return kinds;
}

constexpr Question programmer_questions[] = {
    {"outcome", Kind::word, [](const Play& p) { return from_shown(p, [](const Shown& s) -> Fact { return words::name(s.outcome.kind); }); }},
    {"cautions", Kind::words,
     [](const Play& p) {
       return from_shown(p, [](const Shown& s) {
         List names;
         for (const auto& caution : s.cautions) names.push_back(caution.name);
         return Fact(names);
       });
     }},
    {"caution_text", Kind::part,
     [](const Play& p) {
       return from_shown(p, [](const Shown& s) {
         std::string text;
         for (const auto& caution : s.cautions) text += (text.empty() ? "" : " ") + caution.text;
         return Fact(text);
       });
     }},
    {"warnings", Kind::words,
     [](const Play& p) {
       return from_shown(p, [](const Shown& s) {
         if (!s.receipt) return Fact();
         List names;
         for (const auto warning : s.receipt->warnings) names.push_back(words::name(warning));
         return Fact(names);
       });
     }},
    {"discrepancy", Kind::volume, [](const Play& p) { return from_shown(p, [](const Shown& s) { const auto d = discrepancy(s); return d ? Fact(d->value) : Fact(); }); }},
    {"discrepancy_text", Kind::part,
     [](const Play& p) {
       const auto difference = p.shown ? discrepancy(*p.shown) : std::nullopt;
       return difference ? Fact(discrepancy_sentence(*difference, p.room.pump().settings().capabilities.residual)) : Fact();
     }},
    {"uncertain", Kind::words, uncertain},
    {"refusal", Kind::word, [](const Play& p) { return from_shown(p, [](const Shown& s) { return s.outcome.refusal ? Fact(words::name(s.outcome.refusal->reason)) : Fact(); }); }},
    {"refusal_text", Kind::part, [](const Play& p) { return from_shown(p, [](const Shown& s) { return s.outcome.refusal ? Fact(words::escaped(s.outcome.refusal->text)) : Fact(); }); }},
};

// ---- hands, and what is so
constexpr Question hands_questions[] = {
    {"moved", Kind::volume, [](const Play& p) { return p.moved ? Fact(p.moved->value) : Fact(); }},
    {"refusal", Kind::part, [](const Play& p) { return p.felt.empty() ? Fact() : Fact(p.felt); }},
};

std::string name(Place place) {
  switch (place) {
    case Place::out: return "out";
    case Place::septum: return "septum";
    case Place::pocket: return "pocket";
  }
  return {};
}
Fact reservoir_concentration(const Play& play) {
  const Truth so = play.room.truth();
  if (so.reservoir_nl.value == 0) return {};
  constexpr std::int64_t ng_in_a_mcg = 1'000;  // finer than that is the rounding of what is shown
  const std::int64_t mcg = (so.reservoir_ng.value * 1'000 + so.reservoir_nl.value / 2) / so.reservoir_nl.value;
  return mcg * ng_in_a_mcg;
}

Fact replace_by_so(const Play& play) {
  const Firmware& firmware = play.room.pump().implant().firmware;
  return std::int64_t{day_of(clock_at(firmware, replace_by(firmware, play.room.pump().settings()))).time_since_epoch().count()};
}

constexpr Question world_questions[] = {
    {"reservoir", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().reservoir_nl.value; }},
    {"path", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().path_nl.value; }},
    {"delivered", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().delivered_nl.value; }},
    {"withdrawn", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().withdrawn_nl.value; }},
    {"pocket", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().pocket_nl.value; }},
    {"spilled", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().spilled_nl.value; }},
    {"injected", Kind::volume, [](const Play& p) -> Fact { return p.room.truth().injected_nl.value; }},
    {"reservoir_drug", Kind::drug, [](const Play& p) -> Fact { return p.room.truth().reservoir_ng.value; }},
    {"path_drug", Kind::drug, [](const Play& p) -> Fact { return p.room.truth().path_ng.value; }},
    {"delivered_drug", Kind::drug, [](const Play& p) -> Fact { return p.room.truth().delivered_ng.value; }},
    {"pocket_drug", Kind::drug, [](const Play& p) -> Fact { return p.room.truth().pocket_ng.value; }},
    {"delivered_since", Kind::volume, [](const Play& p) -> Fact { return (p.room.truth().delivered_nl - p.before.delivered_nl).value; }},
    {"drug_since", Kind::drug, [](const Play& p) -> Fact { return (p.room.truth().delivered_ng - p.before.delivered_ng).value; }},
    {"strokes", Kind::count, [](const Play& p) -> Fact { return p.room.truth().strokes.value; }},
    {"drug", Kind::word, [](const Play& p) -> Fact { return p.room.truth().drug; }},
    {"reservoir_concentration", Kind::concentration, reservoir_concentration},
    {"motor", Kind::word, [](const Play& p) -> Fact { return std::string(p.room.truth().stalled ? "stalled" : "turning"); }},
    {"needle", Kind::word, [](const Play& p) -> Fact { return name(p.room.truth().needle); }},
    {"replace_by", Kind::day, replace_by_so},
};

// ---- the patient
std::string kind_of(const Sign& sign) {
  switch (sign.kind) {
    case SignKind::withdrawal: return "withdrawal";
    case SignKind::overdose: return "overdose";
    case SignKind::side_effect: return "side_effect";
  }
  return {};
}
Fact signs(const Play& play) {
  List names;
  for (const Sign& sign : play.room.patient().signs) names.push_back(kind_of(sign) + " " + sign.name);
  return names;
}

constexpr Question patient_questions[] = {
    {"effect_level", Kind::level, [](const Play& p) -> Fact { return std::int64_t{std::llround(p.room.patient().effect_ng_per_ml)}; }},
    {"csf_level", Kind::level, [](const Play& p) -> Fact { return std::int64_t{std::llround(p.room.patient().csf_ng_per_ml)}; }},
    {"ashworth", Kind::score, [](const Play& p) -> Fact { return std::int64_t{std::llround(p.room.patient().ashworth * 100)}; }},
    {"has_signs", Kind::sequence, signs},
    {"lacks_signs", Kind::absent, signs},
};

}  // namespace

std::span<const Question> what_pump_says() { return pump_questions; }
std::span<const Question> what_programmer_shows() { return programmer_questions; }
std::span<const Question> what_hands_find() { return hands_questions; }
std::span<const Question> what_is_so() { return world_questions; }
std::span<const Question> how_patient_fares() { return patient_questions; }

Fact shown_in_row(const Play& play, const std::string& what, bool is_new) {
  if (!play.shown || !play.shown->receipt) return {};
  for (const auto& row : review(play.shown->receipt->now, play.shown->receipt->after)) {
    if (row.what == what) return is_new ? row.new_value : row.old_value;
  }
  return {};
}

}  // namespace ipt::rehearsing

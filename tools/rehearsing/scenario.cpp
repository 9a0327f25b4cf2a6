#include "tools/rehearsing/scenario.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "common/amount.hpp"
#include "common/amount_text.hpp"
#include "common/shell/files.hpp"
#include "pump_sim/profiles/model.hpp"
#include "tools/rehearsing/lines.hpp"

namespace ipt::rehearsing {
namespace {

// ---- what is expected
struct Witness {
  const char* field;
  std::span<const Question> (*questions)();
};
constexpr Witness witnesses[] = {{"pump_says", what_pump_says}, {"programmer_shows", what_programmer_shows}, {"hands_find", what_hands_find}, {"is_so", what_is_so},
                                 {"patient_fares", how_patient_fares}};

std::optional<Error> add_row(const pb::Row& row, const Spot& spot, std::vector<Check>& checks) {
  if (row.what().empty()) return spot.wrong("what", "expected the name of a row, as \"daily dose\"");
  if (row.old_value().empty() && row.new_value().empty()) return spot.wrong("new_value", "expected old_value, new_value or both");
  for (const bool is_new : {false, true}) {
    const std::string& value = is_new ? row.new_value() : row.old_value();
    if (value.empty()) continue;
    Expected expected{.kind = Kind::word, .least = {}, .most = {}, .text = value, .list = {}, .written = value};
    checks.push_back({fmt::format("programmer_shows.row {}, {}", row.what(), is_new ? "new" : "old"), spot.line(is_new ? "new_value" : "old_value"), std::move(expected),
                      [what = row.what(), is_new](const Play& play) { return shown_in_row(play, what, is_new); }});
  }
  return {};
}

/// A list that no pump and no patient could ever fail, or ever hold, is a slip of the pen.
std::optional<Error> check_list(const Question& question, const std::vector<std::string>& written, const Spot& spot, const std::optional<PatientProfile>& body) {
  if (question.kind != Kind::sequence && question.kind != Kind::absent) return {};
  const std::string name(question.name);
  if (written == std::vector<std::string>{"none"}) {
    if (question.kind == Kind::sequence) return {};
    return spot.wrong(name, "expected what must not be there: nothing at all is never there");
  }
  for (std::size_t n = 0; n < written.size(); ++n) {
    const auto wrong = !name.ends_with("_signs") ? wrong_in_log(written[n]) : body ? wrong_in_signs(written[n], *body) : std::nullopt;
    if (wrong) return spot.wrong(name, *wrong, static_cast<int>(n));
  }
  return {};
}

/// A field that is written down and says nothing: in the message it looks as if it were left out.
std::optional<std::string> empty_text(const google::protobuf::Message& said, const Spot& spot) {
  for (int n = 0; n < said.GetDescriptor()->field_count(); ++n) {
    const auto* field = said.GetDescriptor()->field(n);
    if (!field->is_repeated() && spot.is_written(field->name()) && said.GetReflection()->GetString(said, field).empty()) return field->name();
  }
  return {};
}

std::optional<Error> add_checks(const google::protobuf::Message& said, const Witness& witness, const Spot& spot, const std::optional<PatientProfile>& body, std::vector<Check>& checks) {
  const auto* reflection = said.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(said, &fields);
  if (const auto empty = empty_text(said, spot)) return spot.wrong(*empty, "expected something to be compared, found an empty text");
  if (fields.empty()) return spot.wrong(std::string(said.GetDescriptor()->field(0)->name()), fmt::format("expected in {} something that is expected", witness.field));
  for (const auto* field : fields) {
    const std::string& name = field->name();
    if (name == "row") {
      for (int n = 0; n < reflection->FieldSize(said, field); ++n) {
        const auto& row = static_cast<const pb::Row&>(reflection->GetRepeatedMessage(said, field, n));
        if (auto error = add_row(row, spot.inside("row", row, n), checks)) return error;
      }
      continue;
    }
    const auto questions = witness.questions();
    const auto question = std::find_if(questions.begin(), questions.end(), [&](const auto& q) { return q.name == name; });
    if (question == questions.end()) return spot.wrong(name, "expected something that can be asked");
    Check check{fmt::format("{}.{}", witness.field, name), spot.line(name), {}, question->answer};
    if (field->is_repeated()) {
      std::vector<std::string> words;
      for (int n = 0; n < reflection->FieldSize(said, field); ++n) words.push_back(reflection->GetRepeatedString(said, field, n));
      if (auto error = check_list(*question, words, spot, body)) return error;
      check.expected = expected_list(question->kind, std::move(words));
    } else {
      auto expected = read_expected(question->kind, reflection->GetString(said, field));
      if (!expected) return spot.wrong(name, expected.error().text);
      check.expected = *std::move(expected);
    }
    checks.push_back(std::move(check));
  }
  return {};
}

std::optional<Error> add_checks(const pb::Expect& expect, const Spot& spot, const std::optional<PatientProfile>& body, std::vector<Check>& checks) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  expect.GetReflection()->ListFields(expect, &fields);
  if (fields.empty()) return spot.wrong("pump_says", "expected pump_says, programmer_shows, hands_find, is_so or patient_fares");
  const std::string& name = fields.front()->name();
  const auto& said = expect.GetReflection()->GetMessage(expect, fields.front());
  const auto witness = std::find_if(std::begin(witnesses), std::end(witnesses), [&](const auto& w) { return w.field == name; });
  if (witness == std::end(witnesses)) return spot.wrong(name, "expected pump_says, programmer_shows, hands_find, is_so or patient_fares");
  return add_checks(said, *witness, spot.inside(name, said), body, checks);
}

// ---- one step
Result<Milliseconds> time_of(const pb::Step& step, const Spot& spot, PumpClock start, Milliseconds before) {
  if (!step.at().empty() && !step.after().empty()) return spot.wrong("after", "expected `at` or `after`, not both");
  if (!step.after().empty()) {
    const auto later = parse_duration(step.after());
    if (!later) return spot.wrong("after", "expected a duration: " + later.error().text);
    return before + *later;
  }
  if (step.at().empty()) return before;
  Milliseconds at{};
  if (const auto clock = parse_clock(step.at())) {
    at = *clock - start;
  } else {
    const auto since = parse_duration(step.at());
    if (!since) return spot.wrong("at", fmt::format("expected a time since the start, \"90d 2h\", or on its calendar, \"2026-04-01T09:00\", found '{}'", step.at()));
    at = *since;
  }
  if (at < before) return spot.wrong("at", fmt::format("expected a time that is not before the step above, which is at {} ({})", before.count() == 0 ? "the start" : ipt::text_of(before), iso_clock(start + before)));
  constexpr Milliseconds longest = 100 * 365 * one_day;
  if (at > longest) return spot.wrong("at", "expected a time within a hundred years");
  return at;
}

bool is_at_bed(int act) { return act < pb::Step::kInterrogate; }
bool is_mishap(int act) { return act >= pb::Step::kLinkFault; }

Result<Step> read_step(const pb::Step& written, const Spot& spot, const Scenario& scenario, Milliseconds before) {
  const Delivered& start = scenario.start;
  Step step;
  step.line = spot.line();
  step.say = written.say();
  const auto at = time_of(written, spot, start.clock, before);
  if (!at) return at.error();
  step.at = *at;
  if (const int act = written.act_case(); act != pb::Step::ACT_NOT_SET) {
    const auto read = is_at_bed(act) ? read_act_at_bed(written, spot, start) : is_mishap(act) ? read_mishap(written, spot) : read_act_at_programmer(written, spot);
    if (!read) return read.error();
    step.act = *read;
  }
  for (int n = 0; n < written.expect_size(); ++n) {
    if (auto error = add_checks(written.expect(n), spot.inside("expect", written.expect(n), n), scenario.body, step.checks)) return *error;
  }
  return step;
}

// ---- the whole
std::optional<Error> read_start(const pb::Start& written, const Spot& spot, Scenario& scenario) {
  Delivered& start = scenario.start;
  const auto take = [&](const char* field, const std::string& text, auto parse, auto& into) -> std::optional<Error> {
    if (text.empty()) return {};
    auto value = parse(text);
    if (!value) return spot.wrong(field, "expected " + std::string(field) + ": " + value.error().text);
    into = *value;
    return {};
  };
  if (!written.drug().empty()) start.drug = written.drug();
  if (auto error = take("clock", written.clock(), parse_clock, start.clock)) return error;
  if (auto error = take("concentration", written.concentration(), parse_concentration, start.concentration)) return error;
  if (auto error = take("volume", written.volume(), parse_volume, start.volume)) return error;
  if (auto error = take("dose", written.dose(), parse_dose_rate, start.dose)) return error;
  if (written.stopped() || start.volume.value == 0) start.dose.reset();
  if (!written.profile().empty()) scenario.profile = written.profile();
  const auto profile = load_profile(scenario.profile);
  if (!profile) return spot.wrong("profile", "expected a pump: " + profile.error().text);
  if (start.volume > profile->capacity.value) return spot.wrong("volume", fmt::format("expected a volume of at most {}, which this pump holds", ipt::text_of(profile->capacity.value)));
  const auto drug = std::find_if(profile->drugs.begin(), profile->drugs.end(), [&](const auto& d) { return d.name == start.drug; });
  if (drug == profile->drugs.end()) return spot.wrong("drug", fmt::format("expected a drug that this pump knows, found '{}'", start.drug));
  const bool knows = std::any_of(drug->concentrations.begin(), drug->concentrations.end(), [&](const auto& c) { return c.value == start.concentration; });
  if (!knows) return spot.wrong("concentration", "expected a concentration in which this drug comes");
  if (start.dose) {
    const TherapyOperation program{{}, ModeAfter::running, Program{start.concentration, SimpleContinuous{*start.dose}}};
    if (const auto refusal = validate(program, settings_of(*profile, {}).capabilities)) return spot.wrong("dose", "expected a dose that this pump can give: " + refusal->text);
  }
  scenario.patient = written.patient();
  if (written.body().empty()) return {};
  auto body = load_patient(written.body());
  if (!body) return spot.wrong("body", "expected a patient: " + body.error().text);
  scenario.body = *std::move(body);
  return {};
}

std::optional<Error> check_head(const pb::Scenario& written, const Spot& spot) {
  if (written.title().empty()) return spot.wrong("title", "expected a title");
  if (written.moral().empty()) return spot.wrong("moral", "expected what it teaches, in two sentences");
  if (written.source().empty()) return spot.wrong("source", "expected where the incident comes from");
  if (written.who_knows() < pb::NO_INCIDENT || written.who_knows() > pb::NOBODY) return spot.wrong("who_knows", "expected NO_INCIDENT, THE_PUMP, THE_PROGRAMMER or NOBODY");
  if (written.step_size() == 0) return spot.wrong("step", "expected at least one step { … }");
  const bool expects = std::any_of(written.step().begin(), written.step().end(), [](const auto& step) { return step.expect_size() > 0; });
  if (!expects) return spot.inside("step", written.step(0), 0).wrong("expect", "expected in some step an expect { … }: a scenario that expects nothing can only pass");
  return {};
}

/// Who asks how the patient fares has to say whose body it is.
std::optional<Error> expect_somebody(const pb::Step& step, const Spot& spot, const Scenario& scenario) {
  for (int n = 0; n < step.expect_size() && !scenario.body; ++n) {
    if (!step.expect(n).has_patient_fares()) continue;
    return spot.inside("expect", step.expect(n), n).wrong("patient_fares", "expected the start to name a body, as start { body: \"child\" }");
  }
  return {};
}

}  // namespace

std::string name(WhoKnows who) {
  switch (who) {
    case WhoKnows::no_incident: return "no incident";
    case WhoKnows::the_pump: return "the pump knows";
    case WhoKnows::the_programmer: return "the programmer can know";
    case WhoKnows::nobody: return "nobody can know";
  }
  return {};
}

Result<Scenario> parse_scenario(std::string_view text, const std::string& file) {
  TextFormatFile format(file);
  pb::Scenario written;
  if (auto error = format.parse(text, written)) return *error;
  const Spot spot(format, written);
  if (auto error = check_head(written, spot)) return *error;
  Scenario scenario;
  scenario.file = file;
  scenario.title = written.title();
  scenario.moral = written.moral();
  scenario.source = written.source();
  scenario.who_knows = static_cast<WhoKnows>(written.who_knows());
  const Rehearsal::Setup usual;
  scenario.seed = written.seed() == 0 ? usual.seed : written.seed();
  scenario.profile = usual.profile;
  scenario.start = usual.delivered;
  if (auto error = read_start(written.start(), spot.inside("start", written.start()), scenario)) return *error;
  Milliseconds before{0};
  for (int n = 0; n < written.step_size(); ++n) {
    const Spot place = spot.inside("step", written.step(n), n);
    auto step = read_step(written.step(n), place, scenario, before);
    if (!step) return step.error();
    if (auto error = expect_somebody(written.step(n), place, scenario)) return *error;
    before = step->at;
    scenario.steps.push_back(*std::move(step));
  }
  return scenario;
}

Result<Scenario> load_scenario(const std::string& path) {
  const auto text = read_file(path, 1'024 * 1'024);
  if (!text) return Error{path + ": " + text.error().text};
  return parse_scenario(*text, path);
}

}  // namespace ipt::rehearsing

// What a file may not be: told with file, line, column, field and what was expected there.
#include <google/protobuf/descriptor.h>

#include "tests/rehearsing/written.hpp"

using namespace ipt;
using namespace ipt::test;

namespace {

std::string refusal(const std::string& text) {
  const auto scenario = rehearsing::parse_scenario(text, "bad.txtpb");
  return scenario ? "" : scenario.error().text;
}
/// Of a file with these steps, from line 5 on.
std::string of_steps(const std::string& steps) { return refusal(written(steps)); }

constexpr const char* expects = "step { expect { pump_says { mode: \"stopped\" } } }\n";

}  // namespace

TEST_CASE("a scenario that expects nothing is refused: it can only pass") {
  CHECK(of_steps("step { interrogate {} }\n").starts_with("bad.txtpb:5:1: expect: expected in some step an expect { … }"));
}

TEST_CASE("a file that is no text format, or knows no such field, is refused at its place with what may stand there") {
  CHECK(refusal("title: \"x\"\nsteps {}\n").starts_with("bad.txtpb:2:1: "));
  CHECK(refusal("title: \"x\"\nsteps {}\n").find("Expected one of: title, moral") != std::string::npos);
  CHECK(of_steps("step { expect { pump_says { resevoir: \"1mL\" } } }\n").starts_with("bad.txtpb:5:29: "));
}

TEST_CASE("what every scenario needs and does not have is named") {
  for (const std::string field : {"title", "moral", "source", "who_knows"}) {
    INFO(field);
    std::string text = written(expects);
    const auto begin = text.find(field + ":");
    text.erase(begin, text.find('\n', begin) - begin);
    CHECK(refusal(text).starts_with("bad.txtpb:1:1: " + field + ": expected"));
  }
  CHECK(refusal(written("")).starts_with("bad.txtpb:1:1: step: expected at least one step"));
}

TEST_CASE("amounts, times and names that make no sense are refused where they stand") {
  struct Wrong {
    const char* steps;
    const char* error;
  };
  const Wrong all[] = {
      {"step { at: \"soon\" interrogate {} }\n", "bad.txtpb:5:8: at: expected a time since the start"},
      {"step { after: \"soon\" interrogate {} }\n", "bad.txtpb:5:8: after: expected a duration"},
      {"step { at: \"1d\" after: \"1d\" }\n", "bad.txtpb:5:17: after: expected `at` or `after`, not both"},
      {"step { at: \"2d\" }\nstep { at: \"1d\" }\n", "bad.txtpb:6:8: at: expected a time that is not before the step above, which is at 48 h"},
      {"step { needle: PLACE_UNSPECIFIED }\n", "bad.txtpb:5:8: needle: expected PLACE_SEPTUM"},
      {"step {\n  fill { volume: \"a lot\" }\n}\n", "bad.txtpb:6:10: volume: expected a volume: 'a lot'"},
      {"step {\n  fill { drug: \"baclofen\" }\n}\n", "bad.txtpb:6:3: volume: expected a volume"},
      {"step { accuracy: \"14%\" }\n", "bad.txtpb:5:8: accuracy: expected an accuracy like exact"},
      {"step { leave_field { late: \"later\" } }\n", "bad.txtpb:5:22: late: expected how much later the motor turns again"},
      {"step { stalls { times: 3 last: \"long\" interval: \"1d\" } }\n", "bad.txtpb:5:26: last: expected how long each lasts"},
      {"step { stalls { times: 3 last: \"2h\" } }\n", "bad.txtpb:5:8: interval: expected the time from start to start"},
      {"step { stalls { last: \"2h\" interval: \"1d\" } }\n", "bad.txtpb:5:8: times: expected how many"},
      {"step { battery_used: \"most\" }\n", "bad.txtpb:5:8: battery_used: expected whole per cent"},
      {"step { replace_by_off: \"400d\" }\n", "bad.txtpb:5:8: replace_by_off: expected days with their sign"},
      {"step { dose: \"120\" }\n", "bad.txtpb:5:8: dose: expected a dose"},
      {"step { schedule { step { days: \"Mon\" at: \"25:00\" dose: \"1mcg/day\" } } }\n", "bad.txtpb:5:38: at: expected at: \"07:00\""},
      {"step { schedule { periodic_bolus { dose: \"1mcg\" duration: \"1min\" } } }\n", "bad.txtpb:5:19: interval: expected interval"},
      {"step { bolus { dose: \"50mcg\" } }\n", "bad.txtpb:5:8: over: expected a duration"},
      {"step { acknowledge: \"motor\" }\n", "bad.txtpb:5:8: acknowledge: expected one of all, low_reservoir"},
      {"step { link_fault { kind: DROP direction: DIRECTION_TO_PUMP } }\n", "bad.txtpb:5:8: frame: expected the number of a frame"},
      {"step { crash { point: CRASH_POINT_SNAPSHOT } }\n", "bad.txtpb:5:16: point: expected CRASH_POINT_BEFORE_STORE"},
      {"step { expect { pump_says { reservoir: \"20\" } } }\n", "bad.txtpb:5:29: reservoir: expected an amount, `LOW..HIGH`"},
      {"step { expect { pump_says { reservoir: \"2mL..1mL\" } } }\n", "bad.txtpb:5:29: reservoir: expected an amount"},
      {"step { expect { pump_says { empty: \"whenever\" } } }\n", "bad.txtpb:5:29: empty: expected an amount"},
      {"step { expect { pump_says {} } }\n", "bad.txtpb:5:17: mode: expected in pump_says something that is expected"},
      {"step { expect {} }\n", "bad.txtpb:5:8: pump_says: expected pump_says, programmer_shows"},
      {"step { expect { programmer_shows { row { what: \"mode\" } } } }\n", "bad.txtpb:5:36: new_value: expected old_value, new_value or both"},
  };
  for (const auto& wrong : all) {
    INFO(std::string(wrong.steps));
    const std::string error = of_steps(wrong.steps + std::string(expects));
    INFO(error);
    CHECK(error.starts_with(wrong.error));
  }
}

TEST_CASE("a start that no pump can have is refused") {
  const auto start = [](const std::string& fields) { return of_steps("start { " + fields + " }\n" + expects); };
  CHECK(start("profile: \"ipt-21\"").starts_with("bad.txtpb:5:9: profile: expected a pump: there is no profile 'ipt-21'"));
  CHECK(start("volume: \"21mL\"").starts_with("bad.txtpb:5:9: volume: expected a volume of at most 20 mL"));
  CHECK(start("drug: \"saline\"").starts_with("bad.txtpb:5:9: drug: expected a drug that this pump knows"));
  CHECK(start("concentration: \"1mcg/mL\"").starts_with("bad.txtpb:5:9: concentration: expected a concentration in which"));
  CHECK(start("dose: \"999999999mcg/day\"").starts_with("bad.txtpb:5:9: dose: expected a dose that this pump can give: 999999999 mcg/day of 2000 mcg/mL is above the highest flow"));
  CHECK(start("dose: \"1mcg/day\"").starts_with("bad.txtpb:5:9: dose: expected a dose that this pump can give: 1 mcg/day of 2000 mcg/mL is below the lowest flow"));
  CHECK(start("concentration: \"50mcg/mL\" dose: \"1201mcg/day\"").find("dose: expected a dose that this pump can give") != std::string::npos);
  CHECK(start("stopped: true dose: \"1mcg/day\"") == "");
  CHECK(start("volume: \"0mL\" dose: \"1mcg/day\"") == "");  // empty, and so stopped
  CHECK(start("clock: \"noon\"").starts_with("bad.txtpb:5:9: clock: expected clock"));
}

TEST_CASE("nobody can be asked how the patient fares if the start names no body, or one that is not known") {
  const std::string asks = "step { expect { patient_fares { effect_level: \"1ng/mL\" } } }\n";
  CHECK(of_steps(asks).starts_with("bad.txtpb:5:17: patient_fares: expected the start to name a body"));
  CHECK(of_steps("start { body: \"chidl\" }\n" + asks).starts_with("bad.txtpb:5:9: body: expected a patient: there is no patient 'chidl'"));
  CHECK(of_steps("start { body: \"child\" }\nstep { expect { patient_fares { ashworth: \"soft\" } } }\n").starts_with("bad.txtpb:6:33: ashworth: expected an amount"));
  CHECK(of_steps("start { body: \"child\" }\nstep { expect { patient_fares { csf_level: \"1mcg/mL\" } } }\n").starts_with("bad.txtpb:6:33: csf_level: expected an amount"));
}

TEST_CASE("everything that scenario.proto lets a witness be asked can be asked, and nothing else") {
  const auto names_of = [](const google::protobuf::Descriptor* message) {
    std::vector<std::string> names;
    for (int n = 0; n < message->field_count(); ++n) {
      if (message->field(n)->name() != "row") names.push_back(message->field(n)->name());
    }
    return names;
  };
  const auto asked = [](std::span<const rehearsing::Question> questions) {
    std::vector<std::string> names;
    for (const auto& question : questions) names.emplace_back(question.name);
    return names;
  };
  CHECK(names_of(rehearsing::pb::PumpSays::descriptor()) == asked(rehearsing::what_pump_says()));
  CHECK(names_of(rehearsing::pb::HandsFind::descriptor()) == asked(rehearsing::what_hands_find()));
  CHECK(names_of(rehearsing::pb::IsSo::descriptor()) == asked(rehearsing::what_is_so()));
  CHECK(names_of(rehearsing::pb::PatientFares::descriptor()) == asked(rehearsing::how_patient_fares()));
  CHECK(names_of(rehearsing::pb::ProgrammerShows::descriptor()) == asked(rehearsing::what_programmer_shows()));
}

TEST_CASE("what must be lacking or there is named as it could be: a slip of the pen is refused, since it would be lacking for ever") {
  const auto log = [](const std::string& list) { return of_steps("step { expect { pump_says { " + list + " } } }\n"); };
  CHECK(log("log_lacks: \"alarm_rased\"").starts_with("bad.txtpb:5:29: log_lacks: expected to begin with one of boot, operation"));
  CHECK(log("log_lacks: [\"stop\", \"alarm_raised motor_stal\"]").starts_with("bad.txtpb:5:29: log_lacks: expected 'alarm_raised' alone or with one of low_reservoir"));
  CHECK(log("log_lacks: \"alarm_raised stop\"").find("log_lacks: expected 'alarm_raised' alone or with") != std::string::npos);
  CHECK(log("log_lacks: \"boot stop\"").ends_with("log_lacks: expected 'boot' alone, found 'boot stop'"));
  CHECK(log("log_lacks: \"armed\"").find("log_lacks: expected to begin with one of") != std::string::npos);
  CHECK(log("log_has: \"bolus_ended refill\"").find("log_has: expected 'bolus_ended' alone or with one of running") != std::string::npos);
  CHECK(log("log_lacks: \"none\"").ends_with("log_lacks: expected what must not be there: nothing at all is never there"));
  CHECK(log("log_has: [\"operation refill\", \"bolus_ended complete\", \"clock_set clock\", \"alarm_shown telemetry_mode\"]") == "");
  const auto signs = [](const std::string& list) { return of_steps("start { body: \"child\" }\nstep { expect { patient_fares { " + list + " } } }\n"); };
  CHECK(signs("lacks_signs: \"withdrawl\"").starts_with("bad.txtpb:6:33: lacks_signs: expected to begin with one of withdrawal, overdose, side_effect"));
  CHECK(signs("lacks_signs: [\"overdose\", \"overdose fever\"]").find("lacks_signs: expected 'overdose' alone or with one of drowsiness") != std::string::npos);
  CHECK(signs("lacks_signs: \"none\"").find("lacks_signs: expected what must not be there") != std::string::npos);
  CHECK(signs("lacks_signs: [\"overdose\", \"withdrawal fever\", \"side_effect nausea\"] has_signs: \"none\"") == "");
}

TEST_CASE("a text that is written and empty is refused: nothing would be compared") {
  CHECK(of_steps("step { expect { pump_says { mode: \"\" reservoir: \"20mL\" } } }\n").starts_with("bad.txtpb:5:29: mode: expected something to be compared"));
  CHECK(of_steps("step { expect { is_so { motor: \"\" } } }\n").starts_with("bad.txtpb:5:25: motor: expected something to be compared"));
}

// What passes, what fails, and that a scenario cannot pass by looking away.
#include "tests/rehearsing/written.hpp"

using namespace ipt;
using namespace ipt::test;

TEST_CASE("what holds passes, and what does not is told with what was expected and what came") {
  const auto performance = performed(
      "step { at: \"10d\" interrogate {}\n"
      "  expect { pump_says { reservoir: \"19.4mL\" low_reservoir_alarm: \"2026-10-28\" alarms: \"none\" } }\n"
      "  expect { is_so { delivered: \"at least 0.7mL\" } } }\n");
  CHECK(!performance.passed());
  CHECK(failures(performance) == "is_so.delivered: expected at least 0.7mL, came 0.6 mL\n");
  CHECK(performance.steps.front().checks.back().line == 7);
}

TEST_CASE("amounts hold exactly, within a range, from or up to a bound") {
  CHECK(performed("step { at: \"10d\" expect { is_so { delivered: \"0.6mL\" reservoir: \"19mL..20mL\" path: \"at most 0.338mL\" delivered_drug: \"at least 1200mcg\" } } }").passed());
  CHECK(failures(performed("step { at: \"10d\" expect { is_so { delivered: \"0.59mL..0.5999mL\" } } }")) == "is_so.delivered: expected 0.59mL..0.5999mL, came 0.6 mL\n");
  CHECK(failures(performed("step { at: \"10d\" expect { is_so { delivered: \"at most 599uL\" } } }")) == "is_so.delivered: expected at most 599uL, came 0.6 mL\n");
}

TEST_CASE("a list holds all that there is, no less and no more") {
  const std::string stalled = "step { motor_stalled: true }\nstep { after: \"5d\" ";
  CHECK(performed(stalled + "expect { pump_says { alarms: \"motor_stall\" } } }").passed());
  CHECK(!performed(stalled + "expect { pump_says { alarms: \"none\" } } }").passed());
  CHECK(!performed(stalled + "expect { pump_says { alarms: [\"motor_stall\", \"low_reservoir\"] } } }").passed());
}

TEST_CASE("the log is looked at in its order, from where it was looked at last") {
  const std::string begin = "step { motor_stalled: true }\nstep { after: \"2h\" motor_stalled: false ";
  CHECK(performed(begin + "expect { pump_says { log_has: [\"alarm_raised\", \"alarm_cleared motor_stall\"] } } }").passed());
  CHECK(!performed(begin + "expect { pump_says { log_has: [\"alarm_cleared\", \"alarm_raised\"] } } }").passed());
  CHECK(!performed(begin + "expect { pump_says { log_lacks: \"alarm_raised\" } } }").passed());
  CHECK(performed(begin + "expect { pump_says { log_has: \"alarm_raised\" } } }\nstep { expect { pump_says { log_lacks: \"alarm_raised\" } } }").passed());
}

TEST_CASE("what hands could not do fails the step, unless that was expected") {
  CHECK(failures(performed("step { fill { volume: \"1mL\" } }\nstep { needle: PLACE_SEPTUM }\nstep { fill { volume: \"5mL\" } expect { is_so { reservoir: \"20mL\" } } }")).starts_with("hands_find.refusal: expected none, came cannot inject 5.0 mL"));
  CHECK(performed("step { needle: PLACE_SEPTUM }\nstep { fill { volume: \"5mL\" } expect { hands_find { refusal: \"at most 0.0 mL fits\" } } }").passed());
}

TEST_CASE("a change that was not done fails the step, unless its outcome was expected") {
  CHECK(failures(performed("step { dose: \"+10%\" person: SAYS_NO expect { pump_says { daily_dose: \"120mcg/day\" } } }")) == "programmer_shows.outcome: expected done, came declined\n");
  CHECK(performed("step { dose: \"+10%\" person: SAYS_NO expect { programmer_shows { outcome: \"declined\" } } }").passed());
}

TEST_CASE("what is no change of therapy and was not done fails the step too, unless that was expected") {
  CHECK(failures(performed("step { patient_bolus {} expect { pump_says { mode: \"simple_continuous\" } } }")) == "programmer_shows.outcome: expected done, came unsupported\n");
  CHECK(performed("step { patient_bolus {} expect { pump_says { refusal: \"unsupported\" } } }").passed());
  CHECK(failures(performed("step { silence: \"motor_stall\" expect { pump_says { tone: \"none\" } } }")) == "programmer_shows.outcome: expected done, came there is no such alarm\n");
  CHECK(performed("step { motor_stalled: true }\nstep { after: \"2h\" motor_stalled: false }\nstep { after: \"1h\" motor_stalled: true }\n"
                  "step { after: \"2h\" silence: \"motor_stall\" expect { pump_says { alarms: \"motor_stall\" latched_alarms: \"motor_stall\" tone: \"none\" } } }")
            .passed());
  CHECK(performed("step { test_alarm: true expect { pump_says { alarms: \"test\" tone: \"two_tone\" } } }").passed());
}

TEST_CASE("that the pump answers is no excuse for a change that was not done; that it does not is one") {
  CHECK(!performed("step { dose: \"+10%\" person: SAYS_NO expect { pump_says { answers: \"yes\" } } }").passed());
  CHECK(performed("step { link_fault { kind: CUT_BEFORE direction: DIRECTION_FROM_PUMP frame: 1 } }\nstep { dose: \"+10%\" expect { pump_says { answers: \"no\" } } }").passed());
}

TEST_CASE("that nothing was logged, and that there is no sign, is expected by none, and fails where there is one") {
  CHECK(performed("step { expect { pump_says { mode: \"simple_continuous\" log_lacks: \"stop\" } } }\nstep { expect { pump_says { log_has: \"none\" } } }").passed());
  CHECK(!performed("step { motor_stalled: true }\nstep { after: \"2h\" expect { pump_says { log_has: \"none\" } } }").passed());
  const std::string child = "start { body: \"child\" dose: \"100mcg/day\" }\n";
  CHECK(performed(child + "step { at: \"1h\" expect { patient_fares { has_signs: \"none\" } } }").passed());
  CHECK(!performed(child + "step { at: \"30d\" stop {} }\nstep { after: \"3d\" expect { patient_fares { has_signs: \"none\" } } }").passed());
}

TEST_CASE("a fault that was laid out and never came about fails the scenario") {
  const std::string look = "step { interrogate {} expect { pump_says { answers: \"yes\" } } }";
  const char* faults[] = {
      "step { link_fault { kind: CUT_BEFORE direction: DIRECTION_TO_PUMP frame: 99 } }\n",
      "step { crash { point: CRASH_POINT_AFTER_STORE nth: 99 } }\n",
      "step { scripted_answer { request: SCRIPTED_REQUEST_STOP answer: SCRIPTED_ANSWER_BUSY } }\n",
      "step { programmer_dies { once_it_is_sent: true } }\n",
  };
  for (const auto* fault : faults) {
    INFO(fault);
    const auto performance = performed(fault + look);
    CHECK(failures(performance).ends_with(": expected came about, came never came about\n"));
    CHECK(performance.steps.back().checks.back().line == 5);
  }
  CHECK(!performed("step { link_fault { kind: DROP direction: DIRECTION_TO_PUMP frame: 1 } }\nstep { expect { is_so { motor: \"turning\" } } }").passed());
}

TEST_CASE("faults that come about are seen to, and the programmer is left uncertain where the pump knows") {
  const auto performance = performed(
      "step { scripted_answer { request: SCRIPTED_REQUEST_COMMIT answer: SCRIPTED_ANSWER_SILENCE } }\n"
      "step { dose: \"+10%\" expect { programmer_shows { outcome: \"uncertain\" uncertain: \"program\" } } }\n"
      "step { settle {} expect { programmer_shows { outcome: \"done\" uncertain: \"none\" } } expect { pump_says { daily_dose: \"132mcg/day\" } } }\n"
      "step { crash { point: CRASH_POINT_BEFORE_STORE } }\n"
      "step { dose: \"+10%\" expect { programmer_shows { outcome: \"uncertain\" } } }\n"
      "step { settle {} expect { programmer_shows { outcome: \"not_done\" } } expect { pump_says { daily_dose: \"132mcg/day\" } } }\n"
      "step { link_fault { kind: CUT_BEFORE direction: DIRECTION_FROM_PUMP frame: 1 } }\n"
      "step { interrogate {} expect { pump_says { answers: \"no\" } } }\n");
  CHECK(failures(performance) == "");
}

TEST_CASE("a pump that nobody may ask is asked by an observer, to whom no alarm counts as shown") {
  CHECK(performed("step { motor_stalled: true }\nstep { after: \"2h\" expect { pump_says { alarms: \"motor_stall\" log_lacks: \"alarm_shown\" } } }\n"
                  "step { interrogate {} expect { pump_says { log_has: \"alarm_shown motor_stall\" } } }")
            .passed());
}

TEST_CASE("the same seed says the same bytes, and another seed says others") {
  const auto print = [](const std::string& seed) {
    const auto scenario = rehearsing::parse_scenario(written("seed: " + seed + "\nstep { at: \"3d\" dose: \"+5%\" expect { programmer_shows { outcome: \"done\" } } }"), "test.txtpb");
    return rehearsing::perform_once(*scenario).fingerprint;
  };
  CHECK(print("7") == print("7"));
  CHECK(print("7") != print("8"));
}

#pragma once
#include "programmer/cli/words.hpp"

/// One function a command: words to calls. Each returns how to end (common/shell/command_line.hpp).
namespace ipt {

// reads.cpp
int interrogate(const Words&);
int show_program(const Words&);
int show_log(const Words&);
int watch(const Words&);
// report.cpp
int session_report(const Words&);
// alarms.cpp
int show_alarms(const Words&);
int acknowledge_alarm(const Words&);
int silence_alarm(const Words&);
int test_alarm(const Words&);
int set_alarm_settings(const Words&);
// therapy.cpp
int set_dose(const Words&);
int increase_dose(const Words&);
int decrease_dose(const Words&);
int set_schedule(const Words&);
int give_bolus(const Words&);
int stop(const Words&);
int resume(const Words&);
int set_clock(const Words&);
// refill.cpp
int refill(const Words&);
// memory.cpp
int show_operations(const Words&);
int show_pumps(const Words&);
// pair.cpp
int pair(const Words&);
// pairings.cpp
int unpair(const Words&);
int show_pairings(const Words&);
int show_certificate(const Words&);

}  // namespace ipt

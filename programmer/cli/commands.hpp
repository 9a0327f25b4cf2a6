#pragma once
#include "programmer/cli/words.hpp"

/// One function a command: words to calls. Each returns how to end (common/shell/command_line.hpp). Those that change therapy stand
/// in changes.hpp.
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
// patient_bolus.cpp
int ask_for_bolus(const Words&);
// refill.cpp
int refill_guided(const Words&);
// dosing.cpp
int dosing_screening(const Words&);
int dosing_start(const Words&);
int dosing_titrate(const Words&);
int dosing_bridge(const Words&);
int dosing_interval(const Words&);
int dosing_convert(const Words&);
// memory.cpp
int show_operations(const Words&);
int show_pumps(const Words&);
// clinic_entries.cpp
int add_patient(const Words&);
int add_pump(const Words&);
int add_prescription(const Words&);
int add_appointment(const Words&);
int set_insurance(const Words&);
int note_watched(const Words&);
// clinic_due.cpp
int show_due(const Words&);
// clinic_show.cpp
int show_patient(const Words&);
// clinic_export.cpp
int export_clinic(const Words&);
// clinic_demo.cpp
int make_demo_clinic(const Words&);
// pair.cpp
int pair(const Words&);
// pairings.cpp
int unpair(const Words&);
int show_pairings(const Words&);
int show_certificate(const Words&);

}  // namespace ipt

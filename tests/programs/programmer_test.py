"""The programmer as a clinician uses it: every command, every exit code, both outcomes of every failure."""
import os
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump, control

DONE, REFUSED, USAGE, UNREACHABLE, UNCERTAIN = range(5)


class Programmer(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def say(self, *words, code=DONE):
        return self.pump.programmer(*words, code=code)

    def file(self, text, name="schedule.txtpb"):
        path = self.pump.folder / name
        path.write_text(text, errors="surrogateescape")
        return str(path)

    # ---- reading

    def test_interrogate_tells_what_a_clinician_asks(self):
        told = self.say("interrogate")
        for key in ("serial", "profile", "mode", "drug", "concentration_ng_per_ml", "daily_dose_ng", "rate_nl_per_day", "reservoir_nl", "low_reservoir_alarm_date",
                    "empty_date", "refill_by_date", "alarms", "state_version", "boot_count", "pump_time"):
            self.assertIn(key, told)
        self.assertEqual((told["mode"], told["daily_dose_ng"], told["rate_nl_per_day"], told["reservoir_nl"]), ("simple_continuous", 120_000, 60_000, 20_000_000))
        # 18 mL at 0.06 mL a day are 300 days; 180 days after the fill come first.
        self.assertEqual((told["low_reservoir_alarm_date"], told["refill_by_date"]), ("2026-10-28", "2026-06-30"))

    def test_a_date_that_cannot_be_told_is_absent_with_its_reason(self):
        self.say("stop")
        told = self.say("interrogate")
        self.assertEqual((told["low_reservoir_alarm_date"], told["low_reservoir_alarm_date_absent"]), (None, "stopped"))

    def test_the_program_and_the_log_are_shown(self):
        self.say("--yes", "dose", "set", "130mcg/day")
        self.assertEqual(self.say("program", "show")["dose_ng_per_day"], 130_000)
        kinds = [entry["kind"] for entry in self.say("log")["entries"]]
        self.assertEqual(kinds, ["boot", "operation"])
        self.assertEqual([entry["log_seq"] for entry in self.say("log", "--from", "2")["entries"]], [2])

    def test_watch_tells_the_next_change(self):
        watching = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "watcher", "--json", "watch", "--count", "1", "--for", "20s"],
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        watching.stdout.readline()  # how it stands
        self.say("stop")
        self.assertIn('"kind":"stop"', watching.stdout.readline())
        self.assertEqual(watching.wait(PATIENCE), DONE)
        watching.stdout.close()

    # ---- changing

    def test_a_dose_change_shows_old_and_new_as_the_pump_read_it(self):
        told = self.say("--yes", "dose", "increase", "10%")
        self.assertEqual((told["outcome"], told["old"]["daily_dose_ng"], told["new"]["daily_dose_ng"], told["status"]["daily_dose_ng"]), ("done", 120_000, 132_000, 132_000))
        self.assertEqual(told["status"]["state_version"], 1)
        self.assertEqual(self.say("--yes", "dose", "decrease", "12mcg/day")["new"]["daily_dose_ng"], 120_000)
        self.assertEqual(self.say("--yes", "dose", "set", "0.07mL/day")["new"]["daily_dose_ng"], 140_000)
        self.assertEqual(self.say("--yes", "dose", "set", "-20%")["new"]["daily_dose_ng"], 112_000)

    def test_nobody_is_asked_where_no_terminal_is(self):
        self.say("dose", "set", "130mcg/day", code=USAGE)
        self.assertIn("130 mcg/day", self.pump.said)
        self.assertEqual(self.pump.truth()["operations"], 0)

    def test_a_dose_that_cannot_be_read_gets_a_sentence_that_says_what_would_be_right(self):
        for dose in ("120", "120mcg", "1,200mcg/day", "ten", "10%", "-5mcg/day", "0mcg/day"):
            with self.subTest(dose=dose):
                self.say("--yes", "dose", "set", "--", dose, code=USAGE)
                self.assertIn("write it like", self.pump.said)
        self.assertEqual(self.pump.truth()["operations"], 0)

    def test_a_dose_outside_the_flow_range_is_refused_with_figure_and_limit(self):
        told = self.say("--yes", "dose", "set", "50mcg/day", code=REFUSED)
        self.assertEqual((told["refusal"]["reason"], told["refusal"]["asked"], told["refusal"]["limit"]), ("out_of_range", 50_000, 96_000))
        self.assertEqual(self.say("interrogate")["state_version"], 0)

    def test_schedules_of_all_kinds_come_from_a_file(self):
        flex = self.file('step { days: "Mon-Fri" at: "07:00" dose: "140mcg/day" }\nstep { days: "daily" at: "21:00" dose: "110mcg/day" }\n')
        told = self.say("--yes", "schedule", "set", flex)
        self.assertEqual((told["new"]["mode"], len(self.say("program", "show")["steps"])), ("flex", 12))
        # Percent scales every step; an amount could mean any of them.
        self.say("--yes", "dose", "increase", "10%")
        self.assertEqual({step["dose_ng_per_day"] for step in self.say("program", "show")["steps"]}, {154_000, 121_000})
        self.say("--yes", "dose", "increase", "5mcg/day", code=USAGE)
        periodic = self.file('periodic_bolus { dose: "30mcg" duration: "20min" interval: "6h" basal: "100mcg/day" }')
        self.assertEqual(self.say("--yes", "schedule", "set", periodic)["new"]["daily_dose_ng"], 220_000)
        self.assertEqual(self.say("--yes", "schedule", "set", self.file("minimum_rate {}"))["new"]["rate_nl_per_day"], 6_000)
        self.assertEqual(self.say("--yes", "schedule", "set", self.file('constant { dose: "120mcg/day" }'))["new"]["daily_dose_ng"], 120_000)

    def test_a_malformed_schedule_is_told_with_file_line_and_column(self):
        for text, place, words in (
            ('step { days: "Mon" at: "07:00" dose: "140mcg/day" }\nstep { days: "Mon" at: "7 o\'clock" dose: "1mcg/day" }', ":2:20: ", "expected at:"),
            ('step {\n  days: "Mon" at: "07:00"\n  dose: "140" }', ":3:3: ", "expected a dose"),
            ('step { days: "Someday" at: "07:00" dose: "140mcg/day" }', ":1:8: ", "expected days:"),
            ('step { day: "Mon" }', ":1:8: ", "Expected one of: days, at, dose"),
            ('step { days: "Mon" at: "07:00" dose: "140mcg/day" }\nstep { days: "Mon-Tue" at: "07:00" dose: "1mcg/day" }', ":2:24: ", "one step only"),
            ('', ":1:1: ", "expected step"),
            ('step { days: "daily Mon" at: "07:00" dose: "140mcg/day" }', ":1:8: ", "expected each day once, found mon twice"),
            ('step {\n  days: "}" # {\n', ":3:1: ", "the file ends inside `step {`, which line 1 opens"),
            ('\n\nperiodic_bolus { dose: ', ":3:24: ", "the file ends inside `periodic_bolus {`, which line 3 opens"),
            ('step', ":1:5: ", "the file ends where more was expected"),
            ('\nstep { days: "Mon" dose: "140mcg/day" }', ":2:1: ", '`step {` of line 2 has no at: expected at: "07:00"'),
            ('constant {\n}', ":1:1: ", "`constant {` of line 1 has no dose"),
            ('constant { dose: "12\x01" }', ":1:21: ", "expected text in UTF-8, found the byte 0x01"),
            ('# \udcff', ":1:3: ", "expected text in UTF-8, found the byte 0xff"),
        ):
            with self.subTest(text=text):
                name = self.file(text)
                self.say("--yes", "schedule", "set", name, code=USAGE)
                self.assertIn(name + place, self.pump.said)
                self.assertIn(words, self.pump.said)

    def test_fourteen_changes_in_a_day_are_refused(self):
        steps = "".join(f'step {{ days: "Tue" at: "{hour:02}:00" dose: "120mcg/day" }}\n' for hour in range(14))
        told = self.say("--yes", "schedule", "set", self.file(steps), code=REFUSED)
        self.assertEqual((told["refusal"]["reason"], told["refusal"]["asked"], told["refusal"]["limit"]), ("bad_schedule", 14, 13))

    def test_a_bolus_larger_than_what_is_left_is_refused(self):
        told = self.say("--yes", "bolus", "41mg", "--over", "24h", code=REFUSED)
        self.assertEqual((told["refusal"]["reason"], told["refusal"]["limit"]), ("not_enough_left", 40_000_000))
        told = self.say("--yes", "bolus", "50mcg", "--over", "30min")
        self.assertEqual((told["outcome"], told["new"]["bolus"]["volume_nl"]), ("done", 25_000))
        self.assertEqual(self.say("--yes", "dose", "set", "120mcg/day", code=REFUSED)["refusal"]["reason"], "bolus_running")
        self.pump.bedside("clock", "advance", "31min")
        self.assertNotIn("bolus", self.say("interrogate"))

    def test_a_schedule_and_a_stopped_pumps_dose_are_shown_old_and_new(self):
        flex = self.file('step { days: "daily" at: "07:00" dose: "125mcg/day" }')
        self.say("schedule", "set", flex, code=USAGE)
        self.assertIn("program, old: simple continuous, 120 mcg/day", self.pump.said)
        self.assertIn("Mon 07:00  125 mcg/day", self.pump.said)
        self.say("stop")
        told = self.say("--yes", "dose", "set", "+10%")  # of the program that waits
        self.assertEqual((told["old"]["program"]["dose_ng_per_day"], told["new"]["program"]["dose_ng_per_day"], told["new"]["daily_dose_ng"]), (120_000, 132_000, 0))

    def test_stop_needs_no_consent_and_resume_does(self):
        told = self.say("stop")
        self.assertEqual((told["outcome"], told["durable"], told["status"]["mode"]), ("done", True, "stopped"))
        self.say("resume", code=USAGE)
        self.assertEqual(self.say("--yes", "resume")["status"]["mode"], "simple_continuous")

    def test_the_clock_is_set_and_the_dates_follow(self):
        told = self.say("--yes", "clock", "set", "2027-03-28T03:00")
        self.assertEqual((told["old"]["clock"], told["new"]["clock"]), ("2026-01-01T00:00:00", "2027-03-28T03:00:00"))
        self.assertEqual(told["status"]["low_reservoir_alarm_date"], "2028-01-22")
        self.say("--yes", "clock", "set", "yesterday", code=USAGE)

    def test_a_refill_is_one_operation_with_its_discrepancy(self):
        self.pump.bedside("clock", "advance", "90d")
        told = self.say("--yes", "refill", "--withdrawn", "13.2mL", "--volume", "20mL", "--dose", "+10%", "--lot", "B7")
        self.assertEqual((told["discrepancy_nl"], told["status"]["reservoir_nl"], told["status"]["daily_dose_ng"]), (-1_400_000, 20_000_000, 132_000))
        self.assertEqual(told["refill"], {"volume_nl": 20_000_000, "withdrawn_nl": 13_200_000, "expected_nl": 14_600_000, "drug": "baclofen", "concentration_ng_per_ml": 2_000_000, "lot": "B7"})
        self.assertIn("lot B7", self.say("operations")["operations"][0]["intent"])
        self.assertEqual((told["status"]["refill_by_date"], told["status"]["low_reservoir_alarm_date"]), ("2026-09-28", "2026-12-29"))
        self.say("--yes", "refill", "--volume", "20mL", code=USAGE)

    def test_a_refill_over_capacity_or_of_an_unknown_concentration_is_refused(self):
        refill = ("--yes", "refill", "--withdrawn", "1mL", "--volume")
        told = self.say(*refill, "20.1mL", code=REFUSED)
        self.assertEqual((told["refusal"]["reason"], told["refusal"]["asked"], told["refusal"]["limit"]), ("overfill", 20_100_000, 20_000_000))
        self.assertEqual(self.say(*refill, "20mL", "--concentration", "750mcg/mL", code=REFUSED)["refusal"]["reason"], "unknown_concentration")
        self.assertEqual(self.say(*refill, "20mL", "--concentration", "500mcg/mL", code=REFUSED)["refusal"]["reason"], "program_required")
        self.assertEqual(self.say(*refill, "20mL", "--drug", "morphine", code=REFUSED)["refusal"]["reason"], "unknown_drug")
        told = self.say(*refill, "20mL", "--concentration", "500mcg/mL", "--dose", "120mcg/day")
        self.assertEqual((told["new"]["rate_nl_per_day"], [w["name"] for w in told["warnings"]]), (240_000, ["old_drug_in_path", "discrepancy"]))

    def test_what_is_unusual_is_said_before_anything_is_sent(self):
        for words, name in (
            (("dose", "set", "140mcg/day"), "titration"), (("dose", "set", "2880mcg/day"), "hour_for_day"), (("dose", "set", "5mcg/h"), "hourly_dose"),
            (("dose", "set", "1300mcg/day"), "daily_dose"), (("bolus", "150mcg"), "bolus"),
            (("schedule", "set", self.file('periodic_bolus { dose: "1mcg" duration: "1min" interval: "6min" }')), "minutes_for_hours"),
            (("schedule", "set", self.file('step { days: "daily" at: "07:00" dose: "120mcg/day" } step { days: "daily" at: "21:00" dose: "5mcg/h" }', "steps.txtpb")), "hourly_dose"),
            (("schedule", "set", self.file('constant { dose: "5mcg/h" }', "constant.txtpb")), "hourly_dose"),
            (("schedule", "set", self.file('periodic_bolus { dose: "10mcg" duration: "10min" interval: "6h" basal: "4mcg/hour" }', "basal.txtpb")), "hourly_dose"),
            (("refill", "--withdrawn", "1mL", "--volume", "20mL", "--schedule", self.file('constant { dose: "5mcg/h" }', "constant.txtpb")), "hourly_dose"),
            (("refill", "--withdrawn", "1mL", "--volume", "20mL", "--concentration", "500mcg/mL", "--dose", "120mcg/day"), "concentration"),
            (("refill", "--withdrawn", "1mL", "--volume", "20mL", "--concentration", "50mcg/mL", "--dose", "120mcg/day"), "screening_concentration"),
        ):
            with self.subTest(words=words):
                heard = len(self.pump.bedside("heard")["heard"])
                unasked = self.say(*words, code=USAGE)  # nobody is there to say "go on"
                self.assertIn(name, [caution["name"] for caution in unasked["cautions"]])
                self.assertIn("CAUTION", self.pump.said)
                asked = [next(iter(m["request"])) for m in self.pump.bedside("heard")["heard"][heard:] if "request" in m]
                self.assertNotIn("stage", asked)
                self.pump.bedside("reset", "--fresh")
                told = self.say("--yes", *words)
                self.assertIn(name, [caution["name"] for caution in told["cautions"]])
                self.pump.bedside("reset", "--fresh")

    def test_a_large_cut_is_cautioned(self):
        pump = Pump("--dose", "240mcg/day")
        self.addCleanup(pump.stop)
        self.assertEqual([caution["name"] for caution in pump.programmer("--yes", "dose", "decrease", "40%")["cautions"]], ["decrease"])

    def test_a_pump_that_delivers_nothing_or_is_overdue_says_so_first(self):
        self.pump.bedside("clock", "advance", "200d")
        shown = self.shown("interrogate")
        self.assertIn("OVERDUE by 20 days", shown)
        self.assertNotIn("NOTHING IS DELIVERED", shown)
        self.say("stop")
        self.assertIn("NOTHING IS DELIVERED: the pump is stopped", self.shown("interrogate"))

    def shown(self, *words):
        return subprocess.run([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *words], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE).stdout

    def test_a_usual_change_gets_no_caution(self):
        self.assertNotIn("cautions", self.say("--yes", "dose", "set", "130mcg/day"))
        self.assertNotIn("cautions", self.say("--yes", "schedule", "set", self.file('constant { dose: "120mcg/day" }')))

    # ---- alarms

    def test_an_alarm_lives_until_it_is_both_over_and_known(self):
        self.pump.bedside("clock", "advance", "301d")
        alarm = self.say("alarms")["alarms"][0]
        self.assertEqual((alarm["kind"], alarm["active"], alarm["tone"]), ("low_reservoir", True, "single"))
        self.assertEqual(self.say("alarms", "silence", str(alarm["id"]))["alarms"][0]["tone"], "none")
        self.assertTrue(self.say("alarms", "acknowledge", str(alarm["id"]))["alarms"][0]["acknowledged"])
        self.say("--yes", "refill", "--withdrawn", "0.5mL", "--volume", "20mL")
        self.assertEqual(self.say("alarms")["alarms"], [])
        self.say("alarms", "acknowledge", "77", code=REFUSED)
        kinds = [entry["kind"] for entry in self.say("log")["entries"] if "alarm" in entry]
        self.assertEqual(kinds, ["alarm_raised", "alarm_shown", "alarm_silenced", "alarm_acknowledged", "alarm_cleared"])

    def test_the_alarm_level_and_the_lead_can_be_set(self):
        told = self.say("--yes", "alarms", "settings", "--level", "3mL", "--lead", "5")
        self.assertEqual((told["status"]["low_reservoir_level_nl"], told["status"]["refill_lead_days"]), (3_000_000, 5))
        self.assertEqual(self.say("alarms", "test", "--critical")["alarms"][0]["tone"], "two_tone")

    # ---- where the pump is not

    def test_a_pump_that_is_not_there_or_another_one_cannot_be_reached(self):
        self.say("--serial", "another", "interrogate", code=UNREACHABLE)
        self.pump.kill()
        self.say("interrogate", code=UNREACHABLE)
        self.say("--yes", "dose", "set", "130mcg/day", code=UNREACHABLE)

    def test_words_that_make_no_sense_are_usage(self):
        for words in (("doze",), (), ("dose",), ("dose", "set"), ("interrogate", "--frequency", "1"), ("alarms", "acknowledge"), ("alarms", "settings"), ("--timeout", "5s", "interrogate"),
                      ("operations", "--settle", "0" * 32)):
            with self.subTest(words=words):
                self.say(*words, code=USAGE)

    def test_every_command_has_help_with_examples(self):
        for words in ((), ("interrogate",), ("program", "show"), ("log",), ("watch",), ("dose", "set"), ("dose", "increase"), ("dose", "decrease"), ("schedule", "set"), ("bolus",), ("stop",), ("resume",),
                      ("clock", "set"), ("refill",), ("alarms",), ("alarms", "acknowledge"), ("alarms", "silence"), ("alarms", "test"), ("alarms", "settings"), ("operations",), ("pumps",)):
            with self.subTest(words=words):
                done = subprocess.run([BIN / "programmer", *words, "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
                self.assertEqual(done.returncode, 0)
                self.assertIn("Examples:", done.stdout)

    def test_records_that_others_can_read_are_refused_with_the_command_that_mends_it(self):
        folder = self.pump.folder / "open"
        folder.mkdir()
        os.chmod(folder, 0o755)
        self.pump.programmer("interrogate", code=UNREACHABLE, records=folder)
        self.assertIn("chmod 700", self.pump.said)

    def test_another_programmer_in_control_is_told_by_its_role(self):
        other = self.pump.client()
        self.addCleanup(other.close)
        other.ask(acquire_control=control.AcquireControl())
        told = self.say("--yes", "dose", "set", "130mcg/day", code=REFUSED)
        self.assertEqual((told["refusal"]["reason"], told["refusal"]["holder"]), ("busy", "clinician"))


if __name__ == "__main__":
    unittest.main(verbosity=1)

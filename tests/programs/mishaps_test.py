"""What befalls a pump, done by hand at its bedside: what it says then, what is so, what a patient hears, and that it lasts."""
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump


class Mishaps(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def shown(self, *words):
        done = subprocess.run([BIN / "bedside", "--pump-control", self.pump.ready["bedside"], *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def active(self):
        return sorted(alarm["kind"] for alarm in self.status()["alarms"] if alarm["active"])

    def status(self):
        return self.pump.programmer("interrogate")

    def advance(self, by):
        self.pump.bedside("clock", "advance", by)

    def test_in_a_scanner_the_motor_stands_and_recovers_late(self):
        self.pump.bedside("mri", "enter")
        self.assertTrue(self.pump.truth()["in_field"])
        self.assertIn("  in a magnetic field\n", self.shown("truth"))
        self.advance("90min")
        self.assertEqual(self.active(), ["motor_stall"])
        self.pump.bedside("mri", "leave", "--recovers-after", "2h")
        self.advance("1h")
        self.assertEqual(self.active(), ["motor_stall"])
        self.pump.bedside("clock", "advance", "until-event")
        self.assertEqual(self.active(), [])
        self.assertIn("no magnetic field", self.pump.bedside("mri", "leave", code=1)["error"])

    def test_stalls_that_come_and_go_are_told_of_and_one_for_good_too(self):
        self.pump.bedside("fault", "stall", "--times", "3", "--lasts", "2h", "--every", "1d")
        self.advance("5d")
        log = self.pump.programmer("log")["entries"]
        self.assertEqual([entry["kind"] for entry in log if entry.get("alarm") == "motor_stall" and entry["kind"] != "alarm_shown"], ["alarm_raised", "alarm_cleared"] * 3)
        self.pump.bedside("fault", "stall")
        self.advance("2h")
        self.assertTrue(self.pump.truth()["stalled_for_good"])
        self.assertEqual(self.active(), ["motor_stall"])
        self.pump.bedside("fault", "stall", "--off")
        self.assertEqual(self.active(), [])

    def test_a_low_battery_is_told_of_and_ninety_days_later_the_pump_stops_for_good(self):
        self.pump.bedside("battery", "--used", "85")
        self.assertEqual((self.active(), self.status()["battery"], self.status()["replace_by_date"]), (["elective_replacement"], "low", "2026-04-01"))
        self.assertIn("  battery 85 % used, to be replaced by 2026-04-01\n", self.shown("truth"))
        self.advance("90d")
        self.assertEqual((self.active(), self.status()["mode"], self.status()["battery"]), (["end_of_service"], "stopped", "end"))
        refused = self.pump.programmer("--yes", "dose", "set", "130mcg/day", code=1)
        self.assertEqual(refused["refusal"]["reason"], "end_of_service")
        self.assertIn("must be replaced", refused["refusal"]["text"])
        self.pump.kill()
        self.pump.start()
        self.assertEqual((self.active(), self.status()["battery"]), (["end_of_service"], "end"))

    def test_a_battery_that_fails_for_an_instant_leaves_the_minimum_rate(self):
        for words in (("battery", "--drop"), ("fault", "feedthrough", "dip")):
            self.pump.bedside(*words)
            self.assertEqual((self.active(), self.status()["mode"]), (["battery_reset"], "minimum_rate"))
            self.pump.programmer("--yes", "dose", "set", "120mcg/day")
            self.assertEqual((self.active(), self.status()["mode"]), ([], "simple_continuous"))

    def test_a_feedthrough_that_is_short_looks_like_a_stall(self):
        self.pump.bedside("fault", "feedthrough", "short")
        self.advance("2h")
        self.assertEqual(self.active(), ["motor_stall"])
        self.assertEqual((self.pump.truth()["feedthrough_shorted"], self.pump.truth()["stalled_for_good"]), (True, False))
        self.pump.bedside("fault", "feedthrough", "repaired")
        self.assertEqual(self.active(), [])

    def test_interference_during_an_alarm_holds_the_infusion_until_the_pump_is_read(self):
        self.pump.bedside("fault", "memory", "worn")
        self.pump.bedside("interfere")
        before = self.pump.truth()["delivered_nl"]
        self.advance("10d")
        self.pump.kill()
        self.pump.start()
        self.assertEqual((self.pump.truth()["delivered_nl"], self.pump.truth()["waits_for_interrogation"]), (before, True))
        self.assertEqual(self.active(), ["minor_memory_error"])
        self.assertFalse(self.pump.truth()["waits_for_interrogation"])
        self.advance("1d")
        self.assertGreater(self.pump.truth()["delivered_nl"], before)
        refused = self.pump.programmer("--yes", "dose", "set", "130mcg/day", code=1)
        self.assertEqual(refused["refusal"]["reason"], "memory_error")

    def test_a_recovery_is_told_of_at_the_second_reading(self):
        self.pump.bedside("fault", "recovery", "2")
        self.pump.bedside("fault", "stall")
        self.advance("2h")
        self.pump.bedside("fault", "stall", "--off")
        self.assertEqual([self.active(), self.active()], [["motor_stall"], []])

    def test_a_wrong_replace_by_date_is_shown_and_the_truth_knows(self):
        self.pump.bedside("fault", "replace-by", "+400d")
        self.assertEqual(self.status()["replace_by_date"], "2034-02-05")
        self.assertIn("wrong by 400 days", self.shown("truth"))
        self.pump.bedside("fault", "replace-by", "--", "-30d")
        self.assertEqual(self.status()["replace_by_date"], "2032-12-02")
        self.pump.bedside("fault", "replace-by", "right")
        self.assertEqual(self.status()["replace_by_date"], "2033-01-01")
        self.pump.bedside("fault", "replace-by", "400", code=2)

    def test_a_patient_hears_the_gravest_alarm_at_its_interval(self):
        heard = lambda: (self.pump.bedside("listen")["now"], (self.pump.bedside("listen")["next"] or {}).get("pump_time"))
        self.assertEqual(heard(), ("none", None))
        self.pump.bedside("fault", "memory", "worn")
        self.assertEqual(heard(), ("single", "2026-01-01T01:00:00"))
        self.advance("5min")
        self.pump.bedside("battery", "--drop")
        self.assertEqual(heard(), ("two_tone", "2026-01-01T00:15:00"))
        self.advance("3s")
        self.assertEqual(heard(), ("none", "2026-01-01T00:15:00"))
        self.assertIn("two tones, for three seconds: critical, at 2026-01-01T00:15:00", self.shown("listen"))

    def test_a_catheter_that_is_occluded_or_off_tells_nothing_at_the_pump_and_the_truth_knows(self):
        self.pump.bedside("catheter", "off")
        self.advance("1d")
        self.pump.kill()
        self.pump.start()
        truth = self.pump.truth()
        self.assertEqual((truth["catheter"], truth["delivered_nl"], truth["pocket_nl"]), ("CATHETER_OFF", 0, 60000))
        self.assertIn("  the catheter is off: what leaves it lies under the skin\n", self.shown("truth"))
        self.pump.bedside("catheter", "occluded")
        self.advance("1d")
        truth = self.pump.truth()
        self.assertEqual((truth["catheter"], truth["delivered_nl"], truth["pocket_nl"]), ("CATHETER_OCCLUDED", 0, 60000))
        self.assertIn("  the catheter is occluded\n", self.shown("truth"))
        self.assertEqual((self.active(), self.status()["mode"]), ([], "simple_continuous"))
        self.pump.bedside("catheter", "whole")
        self.advance("1d")
        self.assertEqual((self.pump.truth()["catheter"], self.pump.truth()["delivered_nl"]), ("CATHETER_WHOLE", 60000))
        self.assertNotIn("catheter", self.shown("truth"))
        self.pump.bedside("catheter", "torn", code=2)

    def test_a_leak_is_gone_from_the_reservoir_and_unknown_to_the_pump(self):
        lost = self.pump.bedside("leak", "14mL")
        self.assertEqual((lost["volume_nl"], lost["drug_ng"]), (14000000, 28000000))
        self.assertIn("moved 1.000000 mL, 2000000 ng", self.shown("leak", "1mL"))
        self.pump.kill()
        self.pump.start()
        self.assertEqual((self.pump.truth()["reservoir_nl"], self.pump.truth()["pocket_nl"]), (5000000, 15000000))
        self.assertEqual(self.status()["reservoir_nl"], 20000000)
        self.assertIn("the reservoir holds 5.0 mL; nothing leaked", self.pump.bedside("leak", "6mL", code=1)["error"])
        self.pump.bedside("leak", "6", code=2)

    def test_a_new_catheter_holds_saline_and_gives_no_drug_until_it_is_primed(self):
        out = self.pump.bedside("fresh-path")
        self.assertEqual((out["volume_nl"], out["drug_ng"]), (338000, 676000))
        self.pump.kill()
        self.pump.start()
        self.assertEqual((self.pump.truth()["path_nl"], self.pump.truth()["path_ng"]), (338000, 0))
        self.advance("5d")
        self.assertEqual((self.pump.truth()["delivered_nl"], self.pump.truth()["delivered_ng"]), (300000, 0))
        self.advance("1d")
        self.assertEqual(self.pump.truth()["delivered_ng"], 44000)

    def test_what_makes_no_sense_is_refused_with_what_would(self):
        self.assertIn("--used PERCENT", self.pump.bedside("battery", code=2)["error"])
        self.pump.bedside("mri", "enter")
        self.assertIn("within 30 days", self.pump.bedside("mri", "leave", "--recovers-after", "31d", code=1)["error"])
        self.assertIn("begins when it is over", self.pump.bedside("fault", "stall", "--times", "2", "--lasts", "2d", code=1)["error"])

    def test_every_command_has_help_with_examples(self):
        for words in (("mri", "enter"), ("mri", "leave"), ("battery",), ("interfere",), ("listen",), ("catheter",), ("leak",), ("fresh-path",), ("fault", "stall"), ("fault", "feedthrough"), ("fault", "memory"), ("fault", "replace-by"), ("fault", "recovery")):
            done = subprocess.run([BIN / "bedside", *words, "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
            self.assertIn("bedside " + " ".join(words), done.stdout)
            self.assertIn("Examples:", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=1)

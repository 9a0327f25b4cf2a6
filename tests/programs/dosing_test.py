"""`programmer dosing` as it is used: without a pump it reckons, with one it reads what was left unsaid, and it never sends."""
import json
import os
import subprocess
import tempfile
import unittest

from pump import BIN, PATIENCE, Pump

DONE, REFUSED, USAGE, UNREACHABLE = range(4)
NOWHERE = "tcp:127.0.0.1:1"


def run(*words, pump=""):
    with tempfile.TemporaryDirectory() as records:
        environment = {**os.environ, "IPT_PUMP": pump, "IPT_RECORDS": records}
        return subprocess.run([BIN / "programmer", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, env=environment)


def names(told, kind="cautions"):
    return [line["name"] for line in told.get(kind, [])]


class WithoutPump(unittest.TestCase):
    def dosing(self, *words, code=DONE, pump=""):
        done = run("--json", "dosing", *words, pump=pump)
        self.assertEqual(done.returncode, code, done.stderr)
        self.said = done.stderr
        return json.loads(done.stdout)

    def test_screening_goes_up_a_day_apart_and_each_outcome_is_told(self):
        self.assertEqual([(step["dose_ng"], step["not_before_ms"]) for step in self.dosing("screening")["steps"]], [(50_000, 0), (75_000, 86_400_000), (100_000, 172_800_000)])
        told = self.dosing("screening", "--bolus", "50mcg", "--outcome", "none", "--since", "10h")
        self.assertEqual((told["next_dose_ng"], told["wait_ms"], names(told)), (75_000, 50_400_000, ["gap"]))
        for bolus, outcome, line in (("100mcg", "none", "no_response"), ("75mcg", "relief", "relief")):
            told = self.dosing("screening", "--bolus", bolus, "--outcome", outcome)
            self.assertEqual(("next_dose_ng" in told, names(told, "advice")), (False, [line]))
        self.assertEqual(names(self.dosing("screening", "--bolus", "75mcg", "--outcome", "adverse")), ["adverse"])

    def test_therapy_starts_at_twice_the_bolus_or_once_if_it_lasted(self):
        for lasted, dose, times in (("6h", 150_000, 2), ("8h", 150_000, 2), ("8h1min", 75_000, 1)):
            told = self.dosing("start", "--bolus", "75mcg", "--lasted", lasted, "--concentration", "500mcg/mL")
            self.assertEqual((told["daily_dose_ng"], told["times_bolus"], told["rate_nl_per_day"]), (dose, times, dose * 2))
        self.assertEqual(names(self.dosing("start", "--bolus", "45mcg", "--lasted", "6h", "--concentration", "2000mcg/mL")), ["unusual_bolus", "flow_too_low"])

    def test_each_group_has_its_limits(self):
        for group, lowest, highest in (("spinal", 132_000, 156_000), ("cerebral", 126_000, 138_000), ("child", 126_000, 138_000)):
            told = self.dosing("titrate", "--group", group, "--dose", "120mcg/day")
            self.assertEqual((told["lowest_next_daily_dose_ng"], told["highest_next_daily_dose_ng"]), (lowest, highest))
        told = self.dosing("titrate", "--group", "child", "--dose", "120mcg/day", "--to", "+20%")
        self.assertEqual((told["new_daily_dose_ng"], told["change_permille"], names(told)), (144_000, 200, ["titration"]))
        self.assertEqual(names(self.dosing("titrate", "--group", "spinal", "--dose", "120mcg/day", "--to", "+20%", "--since-start", "23h")), ["first_day"])

    def test_the_worked_bridge_of_both_directions(self):
        up = self.dosing("bridge", "--from", "500mcg/mL", "--to", "2000mcg/mL", "--dose", "300mcg/day")
        self.assertEqual(up["path_nl"], 338_000)
        self.assertEqual(up["bridge"], {"rate_nl_per_day": 600_000, "duration_ms": 48_672_000, "daily_dose_ng": 300_000})
        self.assertEqual(up["without_bridge"], {"rate_nl_per_day": 150_000, "duration_ms": 194_688_000, "daily_dose_ng": 75_000})
        down = self.dosing("bridge", "--from", "2000mcg/mL", "--to", "500mcg/mL", "--dose", "300mcg/day")
        self.assertEqual(down["without_bridge"], {"rate_nl_per_day": 600_000, "duration_ms": 48_672_000, "daily_dose_ng": 1_200_000})
        given = self.dosing("bridge", "--from", "500mcg/mL", "--to", "2000mcg/mL", "--dose", "0.6mL/day", "--new-dose", "+10%", "--path", "0.676mL")
        self.assertEqual((given["bridge"]["duration_ms"], given["new_daily_dose_ng"], given["rate_nl_per_day"]), (97_344_000, 330_000, 165_000))
        self.assertEqual([line["certainty"] for line in given["advice"] if line["name"] == "path"], ["given"])
        same = self.dosing("bridge", "--from", "500mcg/mL", "--to", "0.5mg/mL", "--dose", "300mcg/day")
        self.assertEqual(("bridge" in same, names(same, "advice")), (False, ["no_bridge_needed"]))

    def test_an_interval_goes_by_the_alarm_or_by_how_long_the_drug_is_good(self):
        told = self.dosing("interval", "--dose", "300mcg/day", "--concentration", "500mcg/mL", "--lasts", "90d")
        self.assertEqual((told["reservoir_nl"], told["days_to_low_reservoir_alarm"], told["refill_within_days"], told["least_concentration_ng_per_ml"], told["usual_concentration_ng_per_ml"]),
                         (20_000_000, 30, 27, 1_550_000, 2_000_000))
        told = self.dosing("interval", "--dose", "120mcg/day", "--concentration", "2000mcg/mL")
        self.assertEqual((told["days_to_low_reservoir_alarm"], told["stability_days"], told["refill_within_days"]), (300, 180, 180))
        told = self.dosing("interval", "--dose", "120mcg/day", "--concentration", "2000mcg/mL", "--stability", "90d", "--volume", "25mL", "--level", "1mL", "--lasts", "91d")
        self.assertEqual((told["days_to_low_reservoir_alarm"], told["refill_within_days"], names(told)), (400, 90, ["overfill", "stability"]))

    def test_hours_for_days_and_minutes_for_hours_are_said(self):
        told = self.dosing("convert", "60mcg/h")
        self.assertEqual((told["daily_dose_ng"], told["hourly_dose_ng"], names(told)), (1_440_000, 60_000, ["hourly_dose", "daily_dose"]))
        told = self.dosing("convert", "30mcg", "--every", "6min")
        self.assertEqual((told["daily_dose_ng"], told["doses_a_day"], names(told)), (7_200_000, 240, ["minutes_for_hours", "daily_dose"]))
        self.assertEqual(names(self.dosing("convert", "30mcg", "--every", "6h")), [])
        told = self.dosing("convert", "132mcg/day", "--present", "120mcg/day", "--concentration", "2000mcg/mL")
        self.assertEqual((told["change_permille"], told["rate_nl_per_day"], told["hourly_dose_ng"], told["hourly_dose_is_exact"]), (100, 66_000, 5_500, True))
        self.assertEqual(self.dosing("convert", "100mcg/day")["hourly_dose_is_exact"], False)

    def test_every_line_says_where_it_comes_from(self):
        for words in (("screening",), ("start", "--bolus", "75mcg", "--lasted", "6h"), ("titrate", "--group", "child", "--dose", "120mcg/day", "--to", "200mcg/day"),
                      ("bridge", "--from", "500mcg/mL", "--to", "50mcg/mL", "--dose", "300mcg/day"), ("interval", "--dose", "120mcg/day", "--concentration", "2000mcg/mL"), ("convert", "60mcg/h")):
            with self.subTest(words=words):
                told = self.dosing(*words)
                lines = told["advice"] + told.get("cautions", [])
                self.assertTrue(lines)
                for line in lines:
                    self.assertIn(line["certainty"], ("verified", "assumed", "computed", "given"))
                    self.assertTrue(line["source"] and line["text"])
                shown = run("dosing", *words).stdout
                self.assertIn("SIMULATION: not for clinical use.", shown)
                for line in lines:
                    self.assertIn(line["text"], shown)
                    self.assertIn(line["source"], shown)
                if any(line["certainty"] == "assumed" for line in lines):
                    self.assertIn("ASSUMED, not verified: ", shown)

    def test_nonsense_is_usage_and_says_what_would_be_right(self):
        for words, what in ((("convert", "5furlongs"), "write it like 120mcg/day"), (("convert", "-5mcg/day"), "120mcg/day"), (("convert", "5"), "the unit is missing"), (("convert", "0.06mL/day"), "the concentration is not known"),
                            (("convert", "2000000mcg/day"), "at most 1000000 mcg/day"), (("convert", "30mcg", "--every", "6"), "write it like 90d"), (("start", "--bolus", "-75mcg", "--lasted", "6h"), "it has a sign"),
                            (("start", "--bolus", "75mcg"), "--lasted is required"), (("titrate", "--group", "adult", "--dose", "120mcg/day"), "spinal"), (("titrate", "--group", "child"), "Give --dose 120mcg/day"),
                            (("bridge", "--to", "500mcg/mL", "--dose", "300mcg/day"), "Give --from"), (("bridge", "--from", "500mcg", "--to", "2000mcg/mL", "--dose", "300mcg/day"), "2000mcg/mL or 2mg/mL"),
                            (("interval", "--dose", "120mcg/day", "--concentration", "2000mcg/mL", "--lasts", "90h"), "write it like 90d"), (("screening", "--bolus", "50mcg"), "--outcome")):
            with self.subTest(words=words):
                self.assertTrue(self.dosing(*words, code=USAGE)["error"])
                self.assertIn(what, self.said)

    def test_a_pump_that_is_named_is_asked_only_for_what_was_left_unsaid(self):
        whole = ("bridge", "--from", "500mcg/mL", "--to", "2000mcg/mL", "--dose", "300mcg/day", "--path", "0.338mL")
        self.assertEqual(self.dosing(*whole, pump=NOWHERE)["bridge"]["duration_ms"], 48_672_000)
        self.dosing("titrate", "--group", "child", "--dose", "120mcg/day", pump=NOWHERE)
        self.assertEqual(run("dosing", "titrate", "--group", "child", pump=NOWHERE).returncode, UNREACHABLE)


class WithPump(unittest.TestCase):
    def setUp(self):
        self.pump = Pump("--dose", "100mcg/day")
        self.addCleanup(self.pump.stop)

    def test_the_present_state_is_read_and_nothing_is_sent(self):
        operations = self.pump.truth()["operations"]
        told = self.pump.programmer("dosing", "titrate", "--group", "spinal")
        self.assertEqual((told["serial"], told["daily_dose_ng"], told["highest_next_daily_dose_ng"]), ("ipt-20-0001", 100_000, 130_000))
        told = self.pump.programmer("dosing", "bridge", "--to", "500mcg/mL")
        self.assertEqual((told["path_nl"], told["old_concentration_ng_per_ml"], told["bridge"]["rate_nl_per_day"], told["without_bridge"]["daily_dose_ng"]), (338_000, 2_000_000, 50_000, 400_000))
        self.assertEqual({line["name"]: line["certainty"] for line in told["advice"]}["path"], "pump")
        told = self.pump.programmer("dosing", "interval")
        self.assertEqual((told["reservoir_nl"], told["days_to_low_reservoir_alarm"]), (20_000_000, 360))
        self.assertEqual(self.pump.programmer("dosing", "convert", "0.06mL/day")["daily_dose_ng"], 120_000)
        self.assertEqual(self.pump.programmer("dosing", "start", "--bolus", "50mcg", "--lasted", "6h")["rate_nl_per_day"], 50_000)
        self.assertEqual(self.pump.truth()["operations"], operations)
        heard = [next(iter(message["request"])) for message in self.pump.bedside("heard")["heard"] if "request" in message]
        self.assertTrue(heard)
        self.assertEqual([name for name in heard if not name.startswith(("get_", "read_"))], [])

    def test_what_was_added_today_counts(self):
        self.pump.programmer("--yes", "dose", "set", "115mcg/day")
        told = self.pump.programmer("dosing", "titrate", "--group", "child")
        self.assertEqual((told["daily_dose_ng"], told["highest_next_daily_dose_ng"], names(told)), (115_000, 115_000, ["day_is_full"]))
        self.assertEqual(self.pump.programmer("dosing", "titrate", "--group", "spinal")["highest_next_daily_dose_ng"], 130_000)
        self.pump.bedside("clock", "advance", "25h")
        self.assertEqual(self.pump.programmer("dosing", "titrate", "--group", "child")["highest_next_daily_dose_ng"], 132_250)

    def test_the_alarm_level_of_the_pump_counts(self):
        self.pump.programmer("--yes", "alarms", "settings", "--level", "4mL", "--lead", "5")
        told = self.pump.programmer("dosing", "interval", "--stability", "400d")
        self.assertEqual((told["days_to_low_reservoir_alarm"], told["refill_within_days"]), (320, 315))


if __name__ == "__main__":
    unittest.main(verbosity=1)

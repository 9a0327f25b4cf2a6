"""What a trial by people who look for trouble has shown, each found mended."""
import json
import resource
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump


class Trial(unittest.TestCase):
    def pump(self, *arguments):
        pump = Pump(*arguments)
        self.addCleanup(pump.stop)
        return pump

    def minimum_rate(self, pump):
        schedule = pump.folder / "minimum.txtpb"
        schedule.write_text("minimum_rate {}\n")
        return pump.programmer("--yes", "schedule", "set", str(schedule))

    def test_json_tells_old_and_new_programs_of_every_kind_also_when_the_outcome_is_uncertain(self):
        pump = self.pump()
        done = self.minimum_rate(pump)
        self.assertEqual((done["old"]["program"]["mode"], done["new"]["program"]["mode"]), ("simple_continuous", "minimum_rate"))
        pump.bedside("answer", "commit", "silence")
        pump.bedside("answer", "operation", "silence", "--times", "9")
        uncertain = pump.programmer("--yes", "dose", "set", "150mcg/day", code=4)
        self.assertEqual((uncertain["outcome"], uncertain["old"]["program"]["mode"]), ("uncertain", "minimum_rate"))

    def test_a_jump_from_and_to_the_minimum_rate_is_warned_of(self):
        pump = self.pump("--dose", "1000mcg/day")
        down = self.minimum_rate(pump)
        self.assertIn("decrease", [caution["name"] for caution in down["cautions"]])
        up = pump.programmer("--yes", "dose", "set", "1000mcg/day")
        self.assertIn("titration", [caution["name"] for caution in up["cautions"]])

    def test_small_steps_that_add_up_within_a_day_are_warned_of_whoever_made_them(self):
        pump = self.pump("--dose", "100mcg/day")

        def cautions(dose, records=None):
            told = pump.programmer("--yes", "dose", "set", dose, records=records)
            return [(caution["name"], "anybody" in caution["text"]) for caution in told.get("cautions", [])]

        self.assertEqual(cautions("114mcg/day"), [])
        for _ in range(40):  # more of the log than is read at a time
            pump.programmer("alarms", "test")
        self.assertEqual(cautions("129mcg/day", pump.folder / "another"), [("titration", False)])
        self.assertEqual(cautions("147mcg/day"), [("titration", True)])
        pump.bedside("clock", "advance", "24h")
        self.assertEqual(cautions("160mcg/day"), [])

    def test_a_log_that_lost_the_last_day_is_told_where_a_program_is_changed(self):
        pump = self.pump("--dose", "100mcg/day")
        pump.programmer("--yes", "dose", "set", "114mcg/day")
        saved = pump.folder / "saved"
        pump.bedside("clock", "advance", "10min")
        pump.bedside("save", str(saved))
        pump.programmer("--yes", "alarms", "test")
        pump.bedside("restore", str(saved))  # the log's numbers go on, so what had them is gone
        told = pump.programmer("--yes", "dose", "set", "116mcg/day")
        self.assertEqual([caution["name"] for caution in told["cautions"]], ["day_unknown"])
        self.assertNotIn("cautions", pump.programmer("--yes", "resume"))
        pump.bedside("clock", "advance", "24h")
        self.assertNotIn("cautions", pump.programmer("--yes", "dose", "set", "120mcg/day"))

    def test_a_pump_from_a_saved_state_is_that_very_one(self):
        pump = self.pump()
        saved = pump.folder / "saved"
        pump.bedside("save", str(saved))
        done = subprocess.run([BIN / "pump-sim", "--state", pump.folder / "twin", "--from", saved, "--serial", "zz", "--dose", "500mcg/day"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--serial, --from, --dose", done.stderr)
        self.assertFalse((pump.folder / "twin" / "pump.db").exists())

    def test_a_drug_whose_name_is_a_number_stays_a_name(self):
        pump = self.pump("--fill", "0mL", "--dose", "none")
        pump.bedside("needle", "septum")
        pump.bedside("fill", "5mL", "--concentration", "2000mcg/mL", "--drug", "99999999999999999999")
        truth = pump.truth()
        self.assertEqual(truth["reservoir_nl"], 5_000_000)
        self.assertIn("99999999999999999999", json.dumps(truth))

    def test_a_bolus_that_was_cut_short_is_told_and_kept_as_that(self):
        pump = self.pump()
        pump.programmer("--yes", "bolus", "50mcg", "--over", "20min")
        pump.bedside("clock", "advance", "7min")
        pump.programmer("--yes", "stop")
        self.assertIn("was cut short", pump.said)
        kept = pump.programmer("operations")["operations"]
        bolus = next(operation for operation in kept if operation["intent"].startswith("bolus"))
        self.assertEqual(bolus["outcome"], "partly")
        pump.programmer("interrogate")
        self.assertNotIn("was cut short", pump.said)

    def test_no_word_of_a_person_counts_while_the_pump_is_still_writing(self):
        pump = self.pump()
        pid = pump.process.pid
        _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, most))
        uncertain = pump.programmer("--yes", "dose", "set", "130mcg/day", code=4)
        pump.programmer("operations", "--settle", uncertain["operation_id"], "--as", "done", code=4)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
        pump.programmer("interrogate")
        kept = pump.programmer("operations")["operations"]
        self.assertEqual([operation["outcome"] for operation in kept], ["not_done"])

    def test_silencing_all_alarms_leaves_out_those_that_are_over(self):
        pump = self.pump()
        for _ in range(2):
            pump.programmer("--yes", "stop")
            pump.bedside("clock", "advance", "3d")
            silenced = pump.programmer("alarms", "silence", "--all")
            pump.programmer("--yes", "resume")
        self.assertEqual([alarm["silenced"] for alarm in silenced["alarms"] if alarm["active"]], [True])

    def test_a_program_that_the_pump_does_not_tell_is_not_taken_for_none(self):
        pump = self.pump()
        pump.bedside("answer", "program", "busy", "--times", "9")
        pump.programmer("--yes", "dose", "set", "1100mcg/day", code=1)
        self.assertEqual(pump.truth()["operations"], 0)

    def test_a_watch_that_the_pump_does_not_grant_is_told(self):
        pump = self.pump()
        pump.bedside("answer", "subscribe", "busy")
        self.assertIn("the pump said no", pump.programmer("watch", "--for", "2s", code=1)["error"])

    def test_a_number_that_is_too_great_is_refused(self):
        pump = self.pump()
        pump.programmer("log", "--from", str(2**64 + 1), code=2)
        done = subprocess.run([BIN / "pump-sim", "--state", pump.folder / "other", "--seed", str(2**64 + 1)], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 2, done.stderr)


if __name__ == "__main__":
    unittest.main()

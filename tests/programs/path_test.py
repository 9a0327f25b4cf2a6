"""Bridge, priming, a patient's boluses and mixtures, as people give them with the programs."""
import json
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump


class Path(unittest.TestCase):
    def pump(self, *arguments):
        pump = Pump(*arguments)
        self.addCleanup(pump.stop)
        return pump

    def patient(self, pump, code=0):
        done = subprocess.run([BIN / "programmer", "--pump", pump.ready["telemetry"], "--records", pump.folder / "remote", "--json", "patient-bolus"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_a_refill_of_another_concentration_bridges_the_path_when_asked_to(self):
        pump = self.pump("--concentration", "500mcg/mL", "--dose", "300mcg/day")
        refill = ["--yes", "refill", "--withdrawn", "18.6mL", "--volume", "20mL", "--concentration", "2000mcg/mL", "--dose", "300mcg/day"]
        told = pump.programmer(*refill, "--bridge", "auto")
        self.assertEqual(told["new"]["bridge"], {"volume_nl": 338000, "old_concentration_ng_per_ml": 500000, "old_daily_dose_ng": 300000, "rate_nl_per_day": 600000, "duration_ms": 48672000})
        self.assertNotIn("old_drug", [caution["name"] for caution in told.get("cautions", [])])
        self.assertEqual(told["warnings"], [])
        self.assertEqual(pump.programmer("interrogate")["bridge"]["volume_nl"], 338000)
        self.assertEqual(pump.programmer("--yes", "dose", "set", "310mcg/day", code=1)["refusal"]["reason"], "bolus_running")
        pump.bedside("clock", "advance", "48672000ms")
        self.assertNotIn("bridge", pump.programmer("interrogate"))
        self.assertEqual(pump.truth()["delivered_nl"], 338000)
        self.assertEqual(pump.programmer("interrogate")["rate_nl_per_day"], 150000)

    def test_without_one_the_caution_names_it(self):
        pump = self.pump("--concentration", "500mcg/mL", "--dose", "300mcg/day")
        told = pump.programmer("--yes", "refill", "--withdrawn", "18.6mL", "--volume", "20mL", "--concentration", "2000mcg/mL", "--dose", "300mcg/day")
        self.assertTrue(any(caution["name"] == "old_drug" and "--bridge auto" in caution["text"] for caution in told["cautions"]))

    def test_a_bridge_survives_kill_and_restart_of_the_process_only_as_interrupted(self):
        pump = self.pump("--concentration", "500mcg/mL", "--dose", "300mcg/day")
        pump.programmer("--yes", "refill", "--withdrawn", "18.6mL", "--volume", "20mL", "--concentration", "2000mcg/mL", "--dose", "300mcg/day", "--bridge", "auto")
        pump.bedside("clock", "advance", "6h")
        pump.kill()
        pump.start()
        self.assertNotIn("bridge", pump.programmer("interrogate"))
        ended = [entry for entry in pump.programmer("log", "--all")["entries"] if entry["kind"] == "bolus_ended"]
        self.assertEqual([(entry["ending"], entry["volume_nl"], entry["delivered_nl"]) for entry in ended], [("interrupted", 338000, 150000)])

    def test_priming_takes_as_long_as_the_pump_needs_and_no_less(self):
        pump = self.pump()
        self.assertIn("1216800", json.dumps(pump.programmer("--yes", "prime", "full", "--over", "20min", code=1)))
        told = pump.programmer("--yes", "prime", "full")
        self.assertEqual((told["new"]["bolus"]["volume_nl"], told["new"]["bolus"]["duration_ms"]), (338000, 21 * 60000))
        pump.bedside("clock", "advance", "21min")
        self.assertEqual(pump.programmer("--yes", "prime", "catheter")["new"]["bolus"]["volume_nl"], 198000)

    def test_a_bridge_of_its_own(self):
        pump = self.pump()
        told = pump.programmer("--yes", "bridge", "--old-concentration", "500mcg/mL", "--old-dose", "120mcg/day", "--volume", "0.1mL")
        self.assertEqual(told["new"]["bridge"]["duration_ms"], 36_000_000)

    def test_a_patient_has_what_a_clinician_has_allowed_and_the_drug_permits(self):
        pump = self.pump("--profile", "ipt-40", "--drug", "morphine", "--concentration", "10mg/mL", "--dose", "2mg/day")
        self.assertIn("no clinician has allowed", self.patient(pump, code=1)["error"])
        pump.programmer("--yes", "patient-limits", "--dose", "1mg", "--over", "10min", "--lockout", "1h", "--allotted", "2")
        self.assertEqual(self.patient(pump)["outcome"], "done")
        self.assertIn("a bolus", self.patient(pump, code=1)["error"])
        pump.bedside("clock", "advance", "30min")
        self.assertIn("too short a time ago", self.patient(pump, code=1)["error"])
        pump.bedside("clock", "advance", "30min")
        self.patient(pump)
        pump.bedside("clock", "advance", "2h")
        self.assertIn("as many as allowed", self.patient(pump, code=1)["error"])
        boluses = pump.programmer("interrogate")["patient_boluses"]
        self.assertEqual((boluses["given_in_24h"], boluses["limits"]["allotted_per_24h"]), (2, 2))
        pump.programmer("--yes", "patient-limits", "--off")
        self.assertNotIn("patient_boluses", pump.programmer("interrogate"))

    def test_baclofen_is_permitted_only_by_a_named_override(self):
        self.assertEqual(self.pump().programmer("--yes", "patient-limits", "--dose", "20mcg", "--lockout", "4h", "--allotted", "2", code=1)["refusal"]["reason"], "unsupported")
        pump = self.pump("--allow-patient-bolus", "baclofen")
        pump.programmer("--yes", "patient-limits", "--dose", "20mcg", "--lockout", "4h", "--allotted", "2")
        self.assertEqual(self.patient(pump)["outcome"], "done")

    def test_a_mixture_shows_its_other_dose(self):
        pump = self.pump("--profile", "ipt-40", "--drug", "baclofen-morphine", "--concentration", "1000mcg/mL", "--dose", "120mcg/day")
        self.assertEqual(pump.programmer("interrogate")["other_doses"], [{"drug": "morphine", "concentration_ng_per_ml": 2000000, "daily_dose_ng": 240000}])

    def test_a_bolus_of_an_early_pump_is_shown_to_end_stopped(self):
        pump = self.pump("--profile", "early-20")
        told = pump.programmer("--yes", "bolus", "50mcg", "--over", "1h")
        self.assertEqual([warning["name"] for warning in told["warnings"]], ["stays_stopped"])
        pump.bedside("clock", "advance", "1h")
        self.assertEqual(pump.programmer("interrogate")["mode"], "stopped")


if __name__ == "__main__":
    unittest.main()

"""The patient that a pump lies in: seen at the bedside, by no programmer, and kept with the pump."""
import pathlib
import subprocess
import tempfile
import unittest

from pump import BIN, PATIENCE, ROOT, Pump

NOTE = "illustrative, not for clinical use; measured CSF does not follow dose"


def run(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)


class Patients(unittest.TestCase):
    def pump(self, *options):
        pump = Pump(*options)
        self.addCleanup(pump.stop)
        return pump

    def test_the_bedside_shows_levels_tone_and_signs_and_says_what_to_think_of_them(self):
        pump = self.pump()
        told = pump.bedside("patient")
        self.assertEqual((told["name"], told["effect_ng_per_ml"], told["ashworth"], told["signs"], told["note"]), ("child", 0, 4, [], NOTE))
        pump.bedside("clock", "advance", "60d")
        told = pump.bedside("patient")
        self.assertAlmostEqual(told["effect_ng_per_ml"], 1.2 * 139.7, delta=0.5)
        self.assertLess(told["ashworth"], 1.2)
        pump.bedside("fault", "stall")
        pump.bedside("clock", "advance", "60h")
        told = pump.bedside("patient")
        self.assertIn({"kind": "withdrawal", "name": "seizures"}, told["signs"])
        self.assertGreater(told["ashworth"], 4)
        shown = run(BIN / "bedside", "--pump-control", pump.ready["bedside"], "patient").stdout
        for line in ("WITHDRAWAL: itch without rash", "Ashworth 4.", NOTE):
            self.assertIn(line, shown)

    def test_a_pocket_fill_shows_within_hours_in_the_patient_and_nowhere_else(self):
        pump = self.pump("--patient", "epilepsy")
        pump.bedside("clock", "advance", "30d")
        before = pump.programmer("interrogate")
        pump.bedside("needle", "pocket")
        pump.bedside("fill", "18mL", "--concentration", "2000mcg/mL")
        pump.bedside("needle", "out")
        pump.bedside("clock", "advance", "4h")
        told = pump.bedside("patient")
        self.assertGreater(told["pocket_ng"], 1_000_000)
        self.assertIn({"kind": "overdose", "name": "drowsiness"}, told["signs"])
        self.assertIn({"kind": "side-effect", "name": "more seizures"}, told["signs"])
        after = pump.programmer("interrogate")
        self.assertEqual(before.keys(), after.keys())
        self.assertNotIn("patient", str(after))

    def test_of_another_drug_the_bedside_says_that_its_effect_is_not_modelled(self):
        pump = self.pump()
        pump.bedside("needle", "septum")
        pump.bedside("withdraw", "10mL")
        pump.bedside("fill", "10mL", "--drug", "morphine", "--concentration", "2000mcg/mL")
        pump.bedside("clock", "advance", "60d")
        told = pump.bedside("patient")
        self.assertEqual(told["note"], NOTE + "; the effect of morphine is not modelled")
        self.assertAlmostEqual(told["effect_ng_per_ml"], 0.6 * 139.7, delta=0.5)  # half of what it would be
        self.assertIn("the effect of morphine is not modelled", run(BIN / "bedside", "--pump-control", pump.ready["bedside"], "patient").stdout)

    def test_a_patient_is_kept_over_kills_and_a_bed_may_be_empty(self):
        pump = self.pump("--patient", "spinal")
        pump.bedside("clock", "advance", "10d")
        before = pump.bedside("patient")
        pump.kill()
        pump.start()
        self.assertEqual(pump.bedside("patient"), before)
        empty = self.pump("--patient", "none")
        refused = run(BIN / "bedside", "--pump-control", empty.ready["bedside"], "patient")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("nobody lies in this bed", refused.stderr)

    def test_patients_are_listed_and_shown_with_what_is_assumed(self):
        self.assertEqual(run(BIN / "pump-sim", "patients", "list").stdout, "cerebral\nchild\nepilepsy\nspinal\n")
        shown = run(BIN / "pump-sim", "patients", "show", "epilepsy").stdout
        self.assertIn(NOTE, shown)
        for figure in ("elimination_per_hour", "ec50_ng_per_ml", "pocket_share", "more seizures", "coma"):
            line = next(line for line in shown.splitlines() if line.split("  ")[1:2] == [figure] or line.strip().startswith(figure))
            self.assertIn("ASSUMED", line)
        unknown = run(BIN / "pump-sim", "patients", "show", "chidl")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("did you mean 'child'", unknown.stderr)

    def test_a_patients_file_of_ones_own_is_taken_and_an_error_in_it_has_its_place(self):
        text = (ROOT / "pump_sim/patient/patients/child.txtpb").read_text()
        with tempfile.TemporaryDirectory() as folder:
            mine = pathlib.Path(folder) / "mine.txtpb"
            mine.write_text(text.replace('name: "child"', 'name: "mine"'))
            self.assertEqual(self.pump("--patient", str(mine)).bedside("patient")["name"], "mine")
            mine.write_text(text.replace("csf_ml {", "csf_litres {"))
            line = text[:text.index("csf_ml {")].count("\n") + 1
            refused = run(BIN / "pump-sim", "--state", pathlib.Path(folder) / "state", "--patient", mine)
            self.assertEqual(refused.returncode, 2)
            self.assertIn(f"{mine}:{line}:1: ", refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)

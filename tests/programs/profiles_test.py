"""`pump-sim profiles show` and `patients show` against the data files themselves: every figure is there, with its mark and its source."""
import re
import subprocess
import unittest

from pump import BIN, PATIENCE, ROOT

DATA = ROOT / "pump_sim/profiles"
PATIENTS = ROOT / "pump_sim/patient/patients"
FIGURE = re.compile(r'(\w+) \{ (?:value|permitted): (\w+) certainty: (\w+)\s+source: "([^"]*)" \}')
SIGN = re.compile(r'\w+ \{ name: "([^"]*)"\s+\w+ \{ value: ([\d.]+) certainty: (\w+)\s+source: "([^"]*)" \} \}')
MEASURE = re.compile(r'^(\w+) \{ value: ([\d.]+) certainty: (\w+)\s+source: "([^"]*)" \}', re.MULTILINE)
SHOWN = {"VERIFIED": "verified", "ASSUMED": "ASSUMED"}


def shown(name, kind="profiles"):
    done = subprocess.run([BIN / "pump-sim", kind, "show", name], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Profiles(unittest.TestCase):
    def test_every_figure_of_every_profile_is_shown_with_its_mark_and_its_source(self):
        profiles = sorted(DATA.glob("*.txtpb"))
        self.assertGreater(len(profiles), 3)
        for file in profiles:
            text = file.read_text()
            figures = FIGURE.findall(text)
            for drug in re.findall(r'^drugs: "([^"]*)"', text, re.MULTILINE):
                figures += FIGURE.findall((DATA / "drugs" / f"{drug}.txtpb").read_text())
            output = shown(file.stem)
            for name, value, certainty, source in figures:
                with self.subTest(profile=file.stem, figure=name, value=value):
                    self.assertRegex(output, rf"(?m)^  {name} +{value}  {SHOWN[certainty]} +{re.escape(source)}$")

    def test_every_figure_of_every_patient_is_shown_with_its_mark_and_its_source(self):
        patients = sorted(PATIENTS.glob("*.txtpb"))
        self.assertGreater(len(patients), 3)
        for file in patients:
            text = file.read_text()
            figures = MEASURE.findall(text) + SIGN.findall(text)
            self.assertEqual(len(figures), text.count("certainty:"))
            output = shown(file.stem, "patients")
            for name, value, certainty, source in figures:
                with self.subTest(patient=file.stem, figure=name, value=value):
                    self.assertRegex(output, rf"(?m)^  {re.escape(name)} +{float(value):g}  {SHOWN[certainty]} +{re.escape(source)}$")

    def test_no_figure_of_a_file_escapes_this_test(self):
        for file in [*DATA.glob("*.txtpb"), *DATA.glob("drugs/*.txtpb")]:
            text = file.read_text()
            self.assertEqual((file.name, len(FIGURE.findall(text))), (file.name, text.count("certainty:")))


if __name__ == "__main__":
    unittest.main(verbosity=1)

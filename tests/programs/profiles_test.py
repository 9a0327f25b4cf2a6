"""`pump-sim profiles show` against the data files themselves: every figure is there, with its mark and its source."""
import re
import subprocess
import unittest

from pump import BIN, PATIENCE, ROOT

DATA = ROOT / "pump_sim/profiles"
FIGURE = re.compile(r'(\w+) \{ (?:value|permitted): (\w+) certainty: (\w+)\s+source: "([^"]*)" \}')
SHOWN = {"VERIFIED": "verified", "ASSUMED": "ASSUMED"}


def shown(name):
    done = subprocess.run([BIN / "pump-sim", "profiles", "show", name], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
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

    def test_no_figure_of_a_file_escapes_this_test(self):
        for file in [*DATA.glob("*.txtpb"), *DATA.glob("drugs/*.txtpb")]:
            text = file.read_text()
            self.assertEqual((file.name, len(FIGURE.findall(text))), (file.name, text.count("certainty:")))


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""tools/rehearse from outside: how it ends, what it says to people, machines and CI systems."""
import json
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

from pump import BIN

SHIPPED = sorted((pathlib.Path(__file__).resolve().parents[2] / "tools/rehearsal/scenarios").glob("*.txtpb"))
HEAD = 'title: "t"\nmoral: "m"\nsource: "s"\nwho_knows: NO_INCIDENT\n'
FAILS = HEAD + 'step { expect { is_so { delivered: "1mL" } } }\n'


class Rehearse(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def run_it(self, *words, code):
        done = subprocess.run([BIN / "rehearse", "scenario", *words], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_all_that_are_shipped_pass_and_say_the_same_every_time(self):
        out = self.run_it("--all", *SHIPPED, code=0).stdout
        self.assertTrue(out.endswith(f"{len(SHIPPED)} passed, 0 failed\n"), out[-200:])
        self.assertNotIn("FAIL", out)
        self.assertEqual(self.run_it("--all", *SHIPPED, code=0).stdout, out)
        self.assertEqual(self.run_it("--json", *SHIPPED, code=0).stdout, self.run_it("--json", *SHIPPED, code=0).stdout)

    def test_a_failure_ends_with_1_and_is_told_to_people_machines_and_ci(self):
        junit = self.folder / "out.xml"
        fails = self.file("fails.txtpb", FAILS)
        out = self.run_it("--junit", junit, fails, SHIPPED[0], code=1).stdout
        self.assertIn("FAIL line 5: is_so.delivered\n         expected 1mL\n         came     0 mL\n", out)
        self.assertTrue(out.endswith("1 passed, 1 failed\n"))
        suites = xml.etree.ElementTree.parse(junit).getroot().findall("testsuite")
        self.assertEqual([suite.get("failures") for suite in suites], ["1", "0"])
        told = json.loads(self.run_it("--json", fails, code=1).stdout)
        self.assertEqual((told["passed"], told["failed"], told["scenarios"][0]["steps"][0]["checks"][0]["came"]), (0, 1, "0 mL"))

    def test_a_bad_file_ends_with_2_at_its_place_and_nothing_is_played(self):
        bad = self.file("bad.txtpb", HEAD + 'step { at: "soon" expect { is_so { delivered: "1mL" } } }\n')
        done = self.run_it(SHIPPED[0], bad, self.file("empty.txtpb", HEAD + "step { interrogate {} }\n"), code=2)
        self.assertEqual(done.stdout, "")
        self.assertIn(f"{bad}:5:8: at: expected a time since the start", done.stderr)
        self.assertIn("empty.txtpb:5:1: expect: expected in some step an expect", done.stderr)
        self.assertIn("error", json.loads(self.run_it("--json", bad, code=2).stdout))
        self.run_it("/nowhere/there.txtpb", code=2)
        self.run_it(code=2)


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""tools/kill-loop from outside: a pump that is killed loses and doubles nothing, and one that forgets is found out."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from pump import BIN, ROOT

# A pump-sim that at every start takes its memory back to where it stood at the start before.
FORGETFUL = """#!/bin/sh
state=$2
if [ -d "$state/before" ]; then
  rm -f "$state"/pump.db*
  cp "$state"/before/* "$state"/
elif [ -e "$state/pump.db" ]; then
  mkdir "$state/before" && cp "$state"/pump.db* "$state/before/"
fi
exec '{bin}/pump-sim' "$@"
"""


class KillLoop(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ipt-kills-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_it(self, *words, bin=BIN):
        return subprocess.run(["/usr/bin/python3", "-B", ROOT / "tools/kills/main.py", *words], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "IPT_BIN": str(bin), "TMPDIR": str(self.folder)})

    def test_fifteen_kills_lose_and_double_nothing(self):
        done = self.run_it("15")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        last = re.fullmatch(r"(\d+) kills, (\d+) operations \(\d+ of them unanswered\): (\d+) done, (\d+) not done, (\d+) partly; lost 0, doubled 0, wrong 0",
                            done.stdout.splitlines()[-1])
        self.assertTrue(last, done.stdout)
        kills, operations, *parts = (int(figure) for figure in last.groups())
        self.assertGreaterEqual(kills, 15)
        self.assertEqual(operations, sum(parts))
        self.assertGreater(parts[0], 0)
        self.assertTrue(done.stdout.startswith("seed "))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_pump_that_forgets_what_it_answered_is_found_out_and_its_state_is_kept(self):
        (self.folder / "pump-sim").write_text(FORGETFUL.format(bin=BIN))
        (self.folder / "pump-sim").chmod(0o755)
        (self.folder / "bedside").symlink_to(BIN / "bedside")
        done = self.run_it("15", bin=self.folder)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertNotIn("lost 0, doubled 0, wrong 0", done.stdout)
        self.assertTrue((pathlib.Path(done.stderr.strip().rsplit(" ", 1)[1]) / "state" / "pump.db").exists(), done.stderr)

    def test_no_kill_at_all_is_a_usage_error(self):
        self.assertEqual(self.run_it("0").returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=1)

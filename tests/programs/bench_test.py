"""The benchmark runs, prints a figure on every line, and leaves nothing behind. No time is judged here."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from pump import BIN, PATIENCE

AIMS = ("simulated therapy, pump-years a second", "times a one-second tick", "a year with a patient and the whole log", "status reads a second, 64 connections", "status read p50, 1 connection",
        "on protected links, to plaintext, 64 connections", "memory of an idle protected session",
        "one durable operation, to append", "durable events a second, 10,000 pumps", "recovery of a pump with a log of 10,000 entries")
ROWS = ("simple continuous pumps", "flex pumps of 28 steps", "their patients, simple", "their patients, flex", "pump-sim, 1 connection", "raw server, 1 connection", "pump-sim, 64 connections", "raw server, 64 connections", "over TLS, 64 connections",
        "one pump's memory", "append + fdatasync")


class Bench(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ipt-bench-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def start(self, *options, program=BIN / "bench"):
        """In a group of its own, so that a child left behind is found."""
        return subprocess.Popen([program, *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True, env={**os.environ, "TMPDIR": self.folder})

    def nothing_is_left(self, process):
        self.assertEqual(os.listdir(self.folder), [])
        with self.assertRaises(ProcessLookupError):
            os.killpg(process.pid, 0)

    def test_every_line_has_a_positive_figure_and_every_aim_a_verdict(self):
        process = self.start("--quick", "--seed", "7")
        out, err = process.communicate(timeout=300)  # bounded; a busy machine takes its time
        self.assertEqual((process.returncode, err), (0, ""))
        shown = out.splitlines()
        self.assertTrue(shown[0].startswith("seed 7, 9 slices"), shown[0])
        for what in AIMS:
            line = next(line for line in shown if what in line)
            found = re.search(r" ([\d,.]+) +aim [<>]= [\d,.]+ +(met|missed)$", line)
            self.assertTrue(found, line)
            self.assertGreater(float(found.group(1).replace(",", "")), 0)
        for what in ROWS:
            line = next(line for line in shown if line.startswith("  " + what))
            figures = [float(figure.replace(",", "")) for figure in re.findall(r"(?<= )[\d,]+(?:\.\d+)?(?= (?:reads|us|pump-years|durable|ms))", line)]
            self.assertEqual(len(figures), 3 if "connection" in what else 1, line)
            self.assertTrue(all(figure > 0 for figure in figures), line)
        self.nothing_is_left(process)

    def test_a_signal_ends_it_and_its_servers_and_takes_its_folder_away(self):
        process = self.start()
        self.assertTrue(process.stdout.readline().startswith("seed "))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(err, "tools/bench: stopped by a signal\n")
        self.nothing_is_left(process)

    def test_without_a_pump_sim_it_says_what_to_do(self):
        alone = shutil.copy(BIN / "bench", self.folder + "/bench")
        process = self.start("--quick", program=alone)
        _, err = process.communicate(timeout=PATIENCE)
        os.unlink(alone)
        self.assertEqual(process.returncode, 1)
        self.assertIn("build pump-sim first", err)
        self.nothing_is_left(process)

    def test_help_shows_examples(self):
        done = subprocess.run([BIN / "bench", "--help"], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0)
        self.assertIn("tools/bench --quick", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=1)

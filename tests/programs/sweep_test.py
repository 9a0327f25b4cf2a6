"""tools/sweep from outside: its table adds up, the same seed prints the same bytes, and any cell can be played alone."""
import re
import subprocess
import unittest

from pump import BIN


class Sweep(unittest.TestCase):
    def run_it(self, *options, code=0):
        done = subprocess.run([BIN / "sweep", *options], capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr if code != 2 else ""), (code, ""))
        return done.stdout

    def test_the_quick_sweep_finds_no_bad_cell_and_its_table_adds_up(self):
        out = self.run_it("--quick", "--seed", "7")
        self.assertTrue(out.startswith("seed 7: 4345 of 225940 cells = 13 commands x 55 crashes x 79 link faults x 4 ways of going on"), out[:200])
        rows = [[int(figure) for figure in line.split()[-7:]] for line in out.splitlines() if re.search(r"( +\d+){7}$", line)]
        *parts, total = rows
        self.assertEqual(len(parts), 13 * 11)
        self.assertEqual(total, [sum(column) for column in zip(*parts)])
        for cells, *kinds in rows:
            self.assertEqual(cells, sum(kinds))
        self.assertEqual((total[0], total[-1]), (4345, 0))
        self.assertIn("No bad cell: what was believed is so in all 4345.", out)
        self.assertEqual(self.run_it("--quick", "--seed", "7"), out)

    def test_a_cell_is_played_alone_and_told_step_by_step(self):
        out = self.run_it("--cell", "4711")
        self.assertTrue(out.startswith("seed 20260101, cell 4711: program; "), out)
        self.assertIn("  try 1: ", out)
        self.assertTrue(out.endswith("good: what is believed is so\n"), out)
        self.assertEqual(self.run_it("--cell", "4711"), out)

    def test_a_cell_that_is_not_there_is_a_usage_error(self):
        self.run_it("--cell", "225940", code=2)


if __name__ == "__main__":
    unittest.main(verbosity=1)

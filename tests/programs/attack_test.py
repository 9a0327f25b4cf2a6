"""tools/attack as it is run: every attack of the list is held off, and a pump that can be attacked is found out."""
import os
import subprocess
import unittest

from pump import BIN, ROOT


class Attack(unittest.TestCase):
    def run_it(self, *words, **environment):
        return subprocess.run(["/usr/bin/python3", "-B", ROOT / "tools/attacks/main.py", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
                              env={**os.environ, "IPT_BIN": str(BIN), **environment})

    def test_every_attack_is_held_off(self):
        done = self.run_it()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"\d+ held, 0 broken\n$")

    def test_a_pump_that_speaks_plaintext_beside_its_pairings_is_found_out(self):
        done = self.run_it("--only", "plaintext", IPT_PUMP_OPTIONS="--insecure")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("BROKEN  downgrade", done.stdout)

    def test_a_word_that_no_attack_has_is_told(self):
        self.assertEqual(self.run_it("--only", "no such thing").returncode, 2)


if __name__ == "__main__":
    unittest.main()

"""What is laid out for a pump can be seen and taken back, and goes away as it comes about."""
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump

NOTHING = {"answers": [], "cuts": [], "crash": None}


class Faults(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def faults(self, *words):
        told = self.pump.bedside("faults", *words)
        return {key: told[key] for key in NOTHING}

    def shown(self):
        return subprocess.run([BIN / "bedside", "--pump-control", self.pump.ready["bedside"], "faults"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE).stdout

    def test_what_is_laid_out_is_listed_in_the_words_that_laid_it_out(self):
        self.assertEqual(self.faults(), NOTHING)
        self.assertIn("nothing is laid out", self.shown())
        self.pump.bedside("answer", "commit", "with", "silence", "--times", "2")
        self.pump.bedside("answer", "subscribe", "busy")
        self.pump.bedside("fault", "cut-link", "to-pump", "--frame", "70")
        self.pump.bedside("fault", "cut-link", "from-pump", "--frame", "80")
        self.pump.bedside("crash", "at", "after-store", "on", "stage", "nth", "3")
        self.assertEqual(self.faults(), {
            "answers": [{"request": "commit", "answer": "silence", "times": 2}, {"request": "subscribe", "answer": "busy", "times": 1}],
            "cuts": [{"direction": "to-pump", "frame": 70}, {"direction": "from-pump", "frame": 80}],
            "crash": {"point": "after-store", "on": "stage", "nth": 3}})
        shown = self.shown()
        for line in ("answer commit silence, 2 more", "answer subscribe busy, 1 more", "fault cut-link to-pump --frame 70", "fault cut-link from-pump --frame 80", "crash at after-store on stage nth 3"):
            self.assertIn("  " + line + "\n", shown)
        self.pump.bedside("crash", "at", "snapshot")
        self.assertEqual(self.faults()["crash"], {"point": "snapshot", "nth": 1})

    def test_what_has_come_about_is_no_longer_listed(self):
        self.pump.bedside("answer", "stage", "busy")
        self.pump.bedside("fault", "cut-link", "from-pump", "--frame", "70")
        self.pump.programmer("--yes", "dose", "set", "130mcg/day", code=1)
        told = self.faults()
        self.assertEqual((told["answers"], told["cuts"][0]["frame"] < 70), ([], True))

    def test_what_was_cleared_does_not_come_about(self):
        self.pump.bedside("answer", "commit", "lost")
        self.pump.bedside("fault", "cut-link", "to-pump")
        self.pump.bedside("fault", "cut-link", "from-pump")
        self.pump.bedside("crash", "at", "before-store")
        self.assertEqual(self.faults("--clear"), NOTHING)
        self.assertEqual(self.faults(), NOTHING)
        self.assertEqual(self.pump.programmer("--yes", "dose", "set", "130mcg/day")["outcome"], "done")


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""A host whose wall clock steps back an hour at every reading: pump time goes on, over restarts too, and doses keep their order."""
import os
import subprocess
import unittest

from pump import BIN, Pump

CLOCK = BIN.parent / "libstepping_clock.so"
# The sanitizer wants to be first; this library needs nothing of it.
STEPPING = {"LD_PRELOAD": str(CLOCK), "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}


class HostClock(unittest.TestCase):
    def setUp(self):
        before = dict(os.environ)
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(before)))
        os.environ.update(STEPPING)
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def test_the_clock_does_step_back_here(self):
        out = subprocess.run(["date", "+%s"], capture_output=True, text=True, check=True).stdout
        os.environ.pop("LD_PRELOAD")
        self.assertLess(int(out), int(subprocess.run(["date", "+%s"], capture_output=True, text=True, check=True).stdout) - 3_000)

    def test_pump_time_goes_on_through_restarts_and_the_programmer_keeps_the_order_of_its_doses(self):
        last = -1
        for number in range(4):
            self.pump.bedside("clock", "speed", "3600")
            for _ in range(3):
                now = self.pump.truth()["uptime_ms"]
                self.assertGreaterEqual(now, last)
                last = now
            done = self.pump.programmer("--yes", "dose", "set", f"{121 + number}mcg/day")
            self.assertEqual(done["outcome"], "done")
            self.pump.kill()
            self.pump.start()
        self.assertGreater(last, 0)
        rows = self.pump.programmer("operations")["operations"]
        self.assertEqual([row["outcome"] for row in rows], ["done"] * 4)
        asked = [row["asked_pump_time"] for row in rows]
        self.assertEqual(asked, sorted(asked, reverse=True))
        self.assertTrue(all(row["age_ms"] >= 0 for row in rows))
        self.assertEqual(self.pump.programmer("interrogate")["daily_dose_ng"], 124_000)


if __name__ == "__main__":
    unittest.main(verbosity=1)

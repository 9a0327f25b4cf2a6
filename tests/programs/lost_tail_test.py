"""A pump whose memory lost its tail opens at an earlier record, and the programmer gives it no dose until a person has settled it."""
import unittest

from pump import Pump

DONE, REFUSED = 0, 1


class LostTail(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def cut(self, log, size):
        """As a crash of the whole machine may leave a disk that says written and is not."""
        with open(log, "r+b") as file:
            file.truncate(size)

    def test_a_log_that_was_cut_anywhere_behind_an_older_state_is_noticed_and_settled_by_a_person(self):
        self.pump.programmer("--yes", "dose", "set", "125mcg/day")
        log = self.pump.folder / "state" / "pump.db-wal"
        before = log.stat().st_size
        self.pump.programmer("--yes", "dose", "set", "130mcg/day")
        after = log.stat().st_size
        self.assertGreater(after, before)
        self.pump.kill()
        whole = {name: (self.pump.folder / "state" / name).read_bytes() for name in ("pump.db", "pump.db-wal")}
        kept = (self.pump.folder / "records" / "programmer.db").read_bytes()
        for size in (before, before + 1, (before + after) // 2, after - 1):
            with self.subTest(size=size - before):
                for name, data in whole.items():
                    (self.pump.folder / "state" / name).write_bytes(data)
                for path in (self.pump.folder / "records").glob("programmer.db*"):
                    path.unlink()
                (self.pump.folder / "records" / "programmer.db").write_bytes(kept)
                self.cut(log, size)
                self.pump.start()
                self.assertEqual(self.pump.programmer("interrogate", code=REFUSED)["daily_dose_ng"], 125_000)
                self.assertIn("went back", self.pump.said)
                self.pump.programmer("--yes", "dose", "set", "140mcg/day", code=REFUSED)
                self.assertEqual(self.pump.truth()["operations"], 1)
                self.pump.programmer("pumps", "--forget", "ipt-20-0001")
                self.pump.programmer("--yes", "dose", "set", "140mcg/day")
                self.assertEqual(self.pump.truth()["operations"], 2)
                self.pump.kill()

    def test_a_log_that_is_whole_is_no_loss(self):
        self.pump.programmer("--yes", "dose", "set", "125mcg/day")
        self.pump.kill()
        self.pump.start()
        self.assertEqual(self.pump.programmer("interrogate", code=DONE)["daily_dose_ng"], 125_000)


if __name__ == "__main__":
    unittest.main(verbosity=1)

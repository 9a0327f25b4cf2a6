"""A pump that stops while it is written to, as the field's do: what an interruption leaves, and what the programmer says of it."""
import contextlib
import shutil
import subprocess
import tempfile
import unittest

from pump import BIN, PATIENCE, ROOT, Pump

DONE, REFUSED, USAGE, UNREACHABLE, UNCERTAIN = range(5)
CHANGE = ("--yes", "dose", "set", "130mcg/day")


class Update(unittest.TestCase):
    def start(self, *arguments):
        self.pump = Pump(*arguments)
        self.addCleanup(self.pump.stop)

    def programmer(self, *words):
        """As a person calls it: the text on standard output, and the messages."""
        done = subprocess.run([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *words],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stdout, done.stderr

    def killed_in_the_middle(self):
        process = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *CHANGE],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.closing(self.pump.client(client_id="watch")) as client:
            while client.status().operations[:1] == []:  # bounded: the programmer either commits or ends
                self.assertIsNone(process.poll())
        process.kill()
        process.wait(PATIENCE)

    def test_a_programmer_killed_in_the_middle_leaves_it_stopped_and_the_next_interrogate_says_so(self):
        self.start("--profile", "update-20")
        self.killed_in_the_middle()
        delivered = self.pump.truth()["delivered_nl"]
        self.pump.bedside("clock", "advance", "49h")
        self.assertEqual(self.pump.truth()["delivered_nl"], delivered)
        code, said, messages = self.programmer("interrogate")
        self.assertEqual(code, DONE, messages)
        self.assertIn("an earlier change was open (daily dose 130 mcg/day (120 mcg/day -> 130 mcg/day)); the pump says: interrupted, it was not done, and it has left the pump stopped", messages)
        self.assertIn("NOTHING IS DELIVERED: an update was interrupted and left the pump stopped: `programmer resume`, or the change again with --run", said)
        self.assertIn("CRITICAL stopped_too_long", said)
        self.assertEqual([row["outcome"] for row in self.pump.programmer("operations")["operations"]], ["interrupted"])
        self.assertEqual(self.pump.programmer("--yes", "resume")["outcome"], "done")
        shown = self.pump.programmer("interrogate")
        self.assertEqual((shown["mode"], shown["daily_dose_ng"]), ("simple_continuous", 120_000))

    def test_another_programmer_sees_it_too_after_the_pump_started_anew(self):
        self.start("--profile", "update-20")
        self.killed_in_the_middle()
        self.pump.kill()
        self.pump.start()
        shutil.rmtree(self.pump.folder / "records")
        code, said, _ = self.programmer("interrogate")
        self.assertEqual(code, DONE)
        self.assertIn("NOTHING IS DELIVERED: an update was interrupted", said)
        self.assertIn("update_interrupted", self.programmer("log")[1])

    def test_undisturbed_it_is_done_after_the_time_that_the_profile_says_and_a_person_is_warned(self):
        self.start("--profile", self.short_update())
        self.pump.bedside("clock", "speed", "1")
        code, said, messages = self.programmer(*CHANGE)
        self.assertEqual(code, DONE, messages)
        self.assertIn("WARNING  The pump stops while this is written.", said)
        self.assertIn("NO DRUG FLOWS", said)
        self.assertEqual(self.pump.programmer("interrogate")["daily_dose_ng"], 130_000)
        self.assertIn("update_begun", self.programmer("log")[1])

    def short_update(self):
        place = tempfile.mkdtemp(prefix="ipt-profile-")
        self.addCleanup(shutil.rmtree, place, True)
        text = (ROOT / "pump_sim/profiles/update-20.txtpb").read_text().replace("update_ms { value: 5000", "update_ms { value: 300")
        name = f"{place}/quick.txtpb"
        with open(name, "w") as out:
            out.write(text.replace('name: "update-20"', 'name: "quick"'))
        return name

    def test_a_stop_in_the_middle_is_told_at_once_to_whoever_waits(self):
        self.start("--profile", "update-20")
        process = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *CHANGE],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with contextlib.closing(self.pump.client(client_id="watch")) as client:
            while client.status().operations[:1] == []:
                self.assertIsNone(process.poll())
        self.assertEqual(self.pump.programmer("--identity", "nurse", "stop", records=self.pump.folder / "others")["outcome"], "done")
        _, messages = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, REFUSED)
        self.assertIn("INTERRUPTED while the pump was written to, and not done: daily dose 130 mcg/day", messages)
        self.assertIn("NO DRUG IS FLOWING", messages)
        self.assertIn("programmer resume", messages)


if __name__ == "__main__":
    unittest.main(verbosity=1)

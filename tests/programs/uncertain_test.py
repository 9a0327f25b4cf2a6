"""Both outcomes of every failure: whatever breaks, a change is done once or not at all, and the programmer comes to know which."""
import shutil
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump, reports

DONE, REFUSED, USAGE, UNREACHABLE, UNCERTAIN = range(5)
CHANGE = ("--yes", "dose", "set", "130mcg/day")
SOON = ("--timeout", "500ms")  # for a pump that is known not to answer


class Uncertain(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def dose_and_operations(self):
        return self.say("interrogate")["daily_dose_ng"], self.pump.truth()["operations"]

    def say(self, *words, code=DONE):
        return self.pump.programmer(*words, code=code)

    def test_a_commit_that_was_done_and_never_answered_is_uncertain_then_settled_as_done(self):
        self.pump.bedside("answer", "commit", "with", "silence")
        told = self.say(*SOON, *CHANGE, code=UNCERTAIN)
        self.assertEqual(told["outcome"], "uncertain")
        self.assertIn("UNCERTAIN", self.pump.said)
        self.pump.bedside("clock", "advance", "2h")
        settled = self.say("interrogate")
        self.assertEqual((settled["settled"][0]["operation_id"], settled["settled"][0]["outcome"]), (told["operation_id"], "done"))
        self.assertEqual(self.dose_and_operations(), (130_000, 1))
        self.assertNotIn("settled", self.say("interrogate"))

    def test_a_commit_that_was_lost_is_uncertain_then_settled_as_not_done(self):
        self.pump.bedside("answer", "commit", "lost")
        self.say(*SOON, *CHANGE, code=UNCERTAIN)
        # The next change settles it first, and then is one of its own.
        told = self.say("--yes", "dose", "set", "125mcg/day")
        self.assertEqual((told["settled"][0]["outcome"], told["outcome"]), ("not_done", "done"))
        self.assertEqual(self.dose_and_operations(), (125_000, 1))

    def test_what_is_given_again_after_it_was_done_is_not_done_twice(self):
        for change in (("bolus", "50mcg", "--over", "20min"), ("dose", "increase", "7%")):
            with self.subTest(change=change):
                self.pump.bedside("answer", "commit", "silence")
                self.pump.bedside("answer", "operation", "silence", "--times", "9")
                self.say(*SOON, "--yes", *change, code=UNCERTAIN)
                self.assertIn("do not give it again", self.pump.said)
                self.pump.bedside("faults", "--clear")
                self.pump.bedside("clock", "advance", "30min")
                before = self.pump.truth()["operations"]
                self.pump.bedside("answer", "program", "lost")  # whatever fails in that visit does not hide it
                self.say("--yes", *change, code=REFUSED)
                self.pump.bedside("faults", "--clear")
                self.assertIn("only now the pump says that it was done", self.pump.said)
                self.assertEqual(self.pump.truth()["operations"], before)
                self.say("--yes", *change)  # now it is known: then it is meant
                self.assertEqual(self.pump.truth()["operations"], before + 1)
                self.pump.bedside("clock", "advance", "2d")
                self.say("interrogate")

    def test_a_bolus_that_was_settled_while_it_ran_is_still_followed_to_its_end(self):
        self.pump.bedside("answer", "commit", "silence")
        self.pump.bedside("answer", "operation", "silence", "--times", "9")
        self.say(*SOON, "--yes", "bolus", "40mcg", "--over", "20min", code=UNCERTAIN)
        self.pump.bedside("faults", "--clear")
        self.pump.bedside("clock", "advance", "5min")
        self.assertEqual(self.say("interrogate")["settled"][0]["outcome"], "done")
        self.pump.bedside("reset")
        self.say("interrogate")
        self.assertIn("was cut short", self.pump.said)
        row = self.say("operations")["operations"][0]
        self.assertEqual((row["outcome"], "0.005 mL of 0.02 mL" in row["detail"]), ("partly", True))

    def test_a_stop_that_was_not_heard_is_to_be_said_again_and_its_loss_is_told(self):
        self.pump.bedside("answer", "stop", "lost")
        self.say(*SOON, "--yes", "stop", code=UNCERTAIN)
        self.assertIn("Say `programmer stop` again", self.pump.said)
        self.say("interrogate")
        self.assertIn("ATTENTION: that Stop was NOT done", self.pump.said)
        self.say("--yes", "stop")
        self.assertEqual(self.say("interrogate")["mode"], "stopped")

    def test_an_open_operation_is_as_old_as_the_pump_has_run_since_whatever_its_clock_was_set_to(self):
        self.pump.bedside("answer", "commit", "silence")
        self.pump.bedside("answer", "operation", "silence", "--times", "9")
        self.say(*SOON, *CHANGE, code=UNCERTAIN)
        self.pump.programmer("--yes", "clock", "set", "2027-01-01T00:00", records=self.pump.folder / "another")
        self.pump.bedside("clock", "advance", "2h")
        self.pump.programmer("interrogate", records=self.pump.folder / "another")
        self.say(*SOON, "operations", code=UNCERTAIN)
        self.pump.bedside("faults", "--clear")
        self.assertEqual(self.say("operations")["operations"][0]["age_ms"], 7_200_000)

    def test_pending_is_asked_again_until_it_is_done(self):
        self.pump.bedside("answer", "commit", "pending")
        self.assertEqual(self.say(*CHANGE)["outcome"], "done")
        self.assertEqual(self.dose_and_operations(), (130_000, 1))

    def test_a_refused_commit_changes_nothing_and_is_not_open(self):
        for answer, reason in (("busy", "busy"), ("bad-digest", "bad_digest")):
            self.pump.bedside("answer", "commit", answer)
            self.assertEqual(self.say(*CHANGE, code=REFUSED)["refusal"]["reason"], reason)
        self.assertEqual(self.dose_and_operations(), (120_000, 0))
        self.assertEqual({row["outcome"] for row in self.say("operations")["operations"]}, {"refused"})

    def test_silence_before_the_commit_is_no_uncertainty(self):
        for request in ("stage", "acquire-control"):
            self.pump.bedside("answer", request, "silence")
            self.assertEqual(self.say(*SOON, *CHANGE, code=UNREACHABLE)["outcome"], "unheard")
        self.pump.bedside("answer", "status", "silence")
        self.say(*SOON, "interrogate", code=UNREACHABLE)
        self.assertEqual(self.dose_and_operations(), (120_000, 0))

    def test_the_link_cut_at_every_frame_leaves_a_dose_done_once_or_not_at_all(self):
        """Each frame of the conversation is lost once, in either direction; then the programmer comes back."""
        ends = {}
        for direction in ("to-pump", "from-pump"):
            for frame in range(1, 10):  # Hello, info, status, program, log, control, stage, commit, and what comes after
                with self.subTest(direction=direction, frame=frame):
                    self.pump.bedside("reset", "--fresh")
                    shutil.rmtree(self.pump.folder / "records", ignore_errors=True)
                    self.pump.bedside("fault", "cut-link", direction, "--frame", str(frame))
                    code = self.cut_change()
                    ends[direction, frame] = code
                    dose, operations = self.dose_and_operations()
                    self.assertIn((dose, operations), ((120_000, 0), (130_000, 1)))
                    believed = self.say("operations")["operations"]
                    self.assertEqual([row["outcome"] for row in believed if row["outcome"] != "not_done"], ["done"] * operations)
                    if code in (DONE, UNREACHABLE):
                        self.assertEqual(operations, int(code == DONE))
        self.assertIn(UNCERTAIN, ends.values())
        self.assertIn(UNREACHABLE, ends.values())
        self.assertIn(DONE, ends.values())

    def cut_change(self):
        done = subprocess.run([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *CHANGE], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=PATIENCE)
        return done.returncode

    def test_a_programmer_that_is_killed_while_it_waits_settles_it_at_the_next_start(self):
        self.pump.bedside("answer", "commit", "silence")
        process = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *CHANGE],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while self.pump.truth()["operations"] == 0:  # bounded: the programmer either commits or ends
            self.assertIsNone(process.poll())
        process.kill()
        process.wait(PATIENCE)
        row = self.say("operations", code=DONE)["operations"][0]
        self.assertEqual(row["outcome"], "done")
        self.assertEqual(self.dose_and_operations(), (130_000, 1))

    def test_operations_says_what_is_open_and_for_how_long(self):
        self.pump.bedside("answer", "commit", "silence")
        self.say(*SOON, *CHANGE, code=UNCERTAIN)
        self.pump.kill()
        row = self.say("operations", code=UNREACHABLE)["operations"][0]  # the pump is gone: the list is as it was
        self.assertEqual((row["outcome"], row["age_ms"]), ("uncertain", 0))
        self.pump.start()
        self.assertEqual(self.say("operations")["operations"][0]["outcome"], "done")

    def test_a_bolus_that_was_stopped_says_how_much_went_in(self):
        told = self.say("--yes", "bolus", "50mcg", "--over", "1h")
        self.pump.bedside("clock", "advance", "30min")
        self.say("stop")
        client = self.pump.client()
        self.addCleanup(client.close)
        report = client.ask(get_operation=reports.GetOperation(operation_id=bytes.fromhex(told["operation_id"]))).operation
        self.assertEqual((report.ending, report.delivered_nl), (reports.ENDING_STOPPED, 12_500))

    def test_an_unanswered_stop_is_settled_too_and_stop_waits_for_nothing(self):
        self.pump.bedside("answer", "commit", "silence")
        self.say(*SOON, *CHANGE, code=UNCERTAIN)
        self.pump.bedside("answer", "stop", "silence")
        self.say(*SOON, "stop", code=UNCERTAIN)
        self.assertEqual(self.say("interrogate")["mode"], "stopped")
        self.assertEqual([row["outcome"] for row in self.say("operations")["operations"]], ["done", "done"])

    def test_a_stop_goes_out_without_records_and_says_so(self):
        self.assertEqual(self.pump.programmer("stop", records="/dev/null")["outcome"], "done")
        self.assertIn("sent all the same", self.pump.said)
        self.assertNotIn("Nothing was sent", self.pump.said)

    def test_emptied_records_are_refused_so_that_what_is_uncertain_is_not_forgotten(self):
        self.pump.bedside("answer", "commit", "silence")
        self.say(*SOON, *CHANGE, code=UNCERTAIN)
        records = self.pump.folder / "records" / "programmer.db"
        records.write_bytes(b"")
        self.say("--yes", "dose", "increase", "10%", code=UNREACHABLE)
        self.assertIn("is empty", self.pump.said)
        self.assertIn("Nothing was sent", self.pump.said)
        self.assertEqual((records.read_bytes(), self.pump.truth()["operations"]), (b"", 1))

    def test_a_pump_whose_memory_went_back_gets_no_dose_until_a_person_says_so(self):
        self.pump.process.terminate()
        self.pump.process.wait(PATIENCE)
        shutil.copytree(self.pump.folder / "state", self.pump.folder / "older", ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
        self.pump.start()
        self.say(*CHANGE)
        self.pump.kill()
        shutil.rmtree(self.pump.folder / "state")
        shutil.move(self.pump.folder / "older", self.pump.folder / "state")
        self.pump.start()
        self.say("interrogate", code=REFUSED)  # it is read, and the programmer says what is wrong
        self.assertIn("went back", self.pump.said)
        self.say(*CHANGE, code=REFUSED)
        self.assertEqual(self.pump.truth()["operations"], 0)
        self.assertEqual(self.say("stop")["outcome"], "done")
        self.say("pumps", "--forget", "ipt-20-0001")
        self.say(*CHANGE)
        self.assertEqual(self.pump.truth()["operations"], 2)

    def test_a_persons_word_does_not_stand_against_the_pumps(self):
        for answer, word, contrary, outcome in (("silence", "done", "not-done", "done"), ("lost", "not-done", "done", "not_done")):
            with self.subTest(answer=answer):
                self.pump.bedside("answer", "commit", answer)
                told = self.say(*SOON, "--yes", "dose", "increase", "5%", code=UNCERTAIN)
                refused = self.say("operations", "--settle", told["operation_id"], "--as", contrary, code=REFUSED)
                self.assertEqual(refused["error"], f"the pump itself says what became of it: {outcome}")
                row = self.say("operations")["operations"][0]
                self.assertEqual((row["outcome"], row.get("detail")), (outcome, None))
                self.pump.bedside("answer", "commit", answer)
                told = self.say(*SOON, "--yes", "dose", "increase", "5%", code=UNCERTAIN)
                row = self.say("operations", "--settle", told["operation_id"], "--as", word)["operations"][0]
                self.assertEqual((row["outcome"], row.get("detail")), (outcome, None))

    def test_a_persons_word_counts_when_the_pump_is_gone(self):
        self.pump.bedside("answer", "commit", "silence")
        told = self.say(*SOON, *CHANGE, code=UNCERTAIN)
        self.pump.kill()
        row = self.say("operations", "--settle", told["operation_id"], "--as", "not-done")["operations"][0]
        self.assertEqual((row["outcome"], row["detail"]), ("not_done", "settled by a person"))
        self.assertIn("a person's word counts", self.pump.said)

    def test_operations_show_the_dose_old_and_new(self):
        self.say("--yes", "dose", "increase", "10%")
        self.say("--yes", "bolus", "50mcg")
        bolus, dose = [row["intent"] for row in self.say("operations")["operations"]]
        self.assertTrue(dose.endswith(" (120 mcg/day -> 132 mcg/day)"), dose)
        self.assertNotIn("->", bolus)

    def test_only_a_person_settles_what_the_pump_can_no_longer_know(self):
        self.pump.bedside("answer", "commit", "lost")
        told = self.say(*SOON, *CHANGE, code=UNCERTAIN)
        # Another pump with the same serial: its boots are not those of the stage.
        self.pump.process.terminate()
        self.pump.process.wait(PATIENCE)
        shutil.rmtree(self.pump.folder / "state")
        self.pump.start()
        self.say("--yes", "dose", "set", "125mcg/day", code=UNCERTAIN)
        self.assertIn("only a person", self.pump.said)
        self.say("operations", "--settle", told["operation_id"], "--as", "not-done")
        self.say("operations", "--settle", told["operation_id"], "--as", "done", code=REFUSED)
        self.assertEqual(self.say("--yes", "dose", "set", "125mcg/day")["outcome"], "done")


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""The programmer at a terminal: what a person is shown and asked, and what each answer does."""
import os
import pty
import select
import signal
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump


class Terminal:
    """A programmer at a pseudo-terminal: `expect` reads until the words have come."""

    def __init__(self, pump, *words):
        self.screen, self.seen = "", 0
        self.near, far = pty.openpty()
        self.process = subprocess.Popen([BIN / "programmer", "--pump", pump.ready["telemetry"], "--records", pump.folder / "records", *words],
                                        stdin=far, stdout=far, stderr=far, start_new_session=True)
        os.close(far)

    def expect(self, words):
        while words not in self.screen[self.seen:]:
            readable, _, _ = select.select([self.near], [], [], PATIENCE)
            data = b""
            if readable:
                try:
                    data = os.read(self.near, 65536)
                except OSError:  # the other end is closed
                    pass
            if not data:
                raise AssertionError(f"'{words}' never came:\n{self.screen[self.seen:]}")
            self.screen += data.decode()
        self.seen = self.screen.index(words, self.seen) + len(words)

    def type(self, line):
        os.write(self.near, (line + "\n").encode())

    def end(self):
        try:
            while os.read(self.near, 65536):
                pass
        except OSError:
            pass
        os.close(self.near)
        return self.process.wait(PATIENCE)


def killed(process):
    process.kill()
    process.wait(PATIENCE)


class Prompt(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def terminal(self, *words):
        terminal = Terminal(self.pump, *words)
        self.addCleanup(killed, terminal.process)
        return terminal

    def test_yes_commits_what_was_shown(self):
        terminal = self.terminal("dose", "set", "130mcg/day")
        terminal.expect("130 mcg/day (+8.3 %)")
        terminal.expect("Commit this? [y/N] ")
        terminal.type("y")
        terminal.expect("After the change")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(self.pump.truth()["operations"], 1)

    def test_anything_else_commits_nothing(self):
        for answer in ("n", "", "yes please"):
            terminal = self.terminal("dose", "set", "130mcg/day")
            terminal.expect("Commit this? [y/N] ")
            terminal.type(answer)
            terminal.expect("not confirmed")
            self.assertEqual(terminal.end(), 1)
        self.assertEqual(self.pump.truth()["operations"], 0)

    def test_a_caution_is_asked_about_before_anything_is_staged(self):
        terminal = self.terminal("dose", "set", "60mcg/h")
        terminal.expect("CAUTION")
        terminal.expect("Nothing has been sent yet. Go on all the same? [y/N] ")
        terminal.type("n")
        terminal.expect("not confirmed")
        self.assertEqual(terminal.end(), 1)
        self.assertFalse([m for m in self.pump.bedside("heard")["heard"] if "stage" in m.get("request", {})])

    def test_the_link_and_the_control_live_while_a_person_thinks(self):
        """A silent programmer would be given up after 8 s of link time."""
        terminal = self.terminal("dose", "set", "130mcg/day")
        terminal.expect("Commit this? [y/N] ")
        self.pump.bedside("wait-for", "idle", "--timeout", "11s", code=1)
        renewals = [m for m in self.pump.bedside("heard")["heard"] if "acquire_control" in m.get("request", {})]
        self.assertGreaterEqual(len(renewals), 2)
        terminal.type("y")
        terminal.expect("After the change")
        self.assertEqual(terminal.end(), 0)

    def test_ctrl_c_at_the_question_changes_nothing_and_frees_the_pump(self):
        terminal = self.terminal("dose", "set", "130mcg/day")
        terminal.expect("Commit this? [y/N] ")
        os.killpg(terminal.process.pid, signal.SIGINT)
        terminal.end()
        self.pump.bedside("wait-for", "idle")
        self.assertEqual(self.pump.programmer("--yes", "dose", "set", "125mcg/day")["status"]["daily_dose_ng"], 125_000)

    def test_a_guided_refill_goes_step_by_step_and_notes_what_was_skipped(self):
        self.pump.bedside("clock", "advance", "90d")
        terminal = self.terminal("refill", "--guided", "--lot", "B7")
        terminal.expect("[1] Assess the patient")
        terminal.type("")
        terminal.expect("expiry on the label; time-out")
        terminal.type("s")
        terminal.expect("Drug in the syringe [baclofen]")
        terminal.type("morphine")
        terminal.expect("it knows baclofen")
        terminal.type("")
        terminal.expect("Its concentration [2000 mcg/mL]")
        terminal.type("750mcg/mL")
        terminal.expect("it knows 50 mcg/mL, 500 mcg/mL, 1000 mcg/mL, 2000 mcg/mL")
        terminal.type("")
        terminal.expect("Lot (may be empty) [B7]")
        terminal.type("")
        terminal.expect("Expiry, such as 2027-03 (may be empty)")
        terminal.type("03/2026")
        terminal.expect("is no expiry date")
        terminal.type("2026-03")
        terminal.expect("the drug expired on 31 Mar 2026, 1 day ago: nobody")
        terminal.expect("Who does this refill, by name?")
        terminal.type("")
        terminal.expect("a name")
        terminal.type("Ann Lee")
        terminal.expect("A second person reads the label too.")
        terminal.type("ann lee")
        terminal.expect("the second check is somebody else's")
        terminal.type("Bo Roe")
        for words in ("antiseptic", "needle stop"):
            terminal.expect(words)
            terminal.type("")
        terminal.expect("expects 14.6 mL")
        terminal.expect("How much came out?")
        terminal.type("13.2")  # without its unit
        terminal.expect("the unit is missing")
        terminal.type("13.2mL")
        terminal.expect("within the 1.4 mL that a needle leaves behind")
        terminal.expect("How much is injected? [18.6 mL]")
        terminal.type("")
        for words in ("Inject 5 mL", "Needle out"):
            terminal.expect(words)
            terminal.type("")
        terminal.expect("[20 mL]")
        terminal.type("")
        terminal.expect("New dose")
        terminal.type("10mcg/day")
        terminal.expect("below the lowest flow")
        terminal.type("+5%")
        terminal.expect("CAUTION  the drug expired")
        terminal.expect("Go on all the same? [y/N] ")
        terminal.type("y")
        terminal.expect("126 mcg/day (+5 %)")
        terminal.expect("Commit this? [y/N] ")
        terminal.type("y")
        terminal.expect("refill by")
        terminal.expect("SKIPPED")
        terminal.expect("wrong dose for months")
        terminal.expect("Watch the patient")
        self.assertEqual(terminal.end(), 0)
        told = self.pump.programmer("interrogate")
        self.assertEqual((told["reservoir_nl"], told["daily_dose_ng"]), (20_000_000, 126_000))
        refill, = self.pump.programmer("clinic", "show", told["serial"])["refills"]
        self.assertEqual((refill["who"], refill["second_person"], refill["expiry"], refill["discrepancy_nl"]), ("Ann Lee", "Bo Roe", "2026-03-31", -1_400_000))
        states = {step["step"]: step["state"] for step in refill["steps"]}
        self.assertEqual([name for name, state in states.items() if state != "done"], ["check_syringe", "watch"])
        self.assertEqual((states["check_syringe"], states["watch"]), ("left_out", "not_recorded"))

    def test_a_guided_refill_that_is_not_confirmed_says_that_the_pump_does_not_know_of_it(self):
        terminal = self.terminal("refill", "--guided", "--concentration", "500mcg/mL")
        for words, answer in (("[1]", ""), ("[2]", ""), ("Drug", ""), ("[500mcg/mL]", ""), ("Lot", ""), ("Expiry", ""), ("by name?", "Ann"), ("second person", ""), ("antiseptic", ""), ("needle stop", ""), ("came out?", "18.6mL"), ("injected?", ""),
                              ("Inject 5 mL", ""), ("Needle out", ""), ("In the reservoir now", ""), ("New dose", "")):
            terminal.expect(words)
            terminal.type(answer)
        terminal.expect("the dose must be said anew")
        terminal.type("120mcg/day")
        terminal.expect("the patient gets 480 mcg/day instead of 120 mcg/day")
        terminal.expect("Go on all the same? [y/N] ")
        terminal.type("y")
        terminal.expect("Commit this? [y/N] ")
        terminal.type("n")
        terminal.expect("SKIPPED  left out: second_person")
        terminal.expect("log it with `programmer refill`")
        self.assertEqual(terminal.end(), 1)

    def test_a_guided_refill_that_is_given_up_sends_nothing(self):
        terminal = self.terminal("refill", "--guided")
        terminal.expect("[1]")
        terminal.type("q")
        terminal.expect("given up")
        self.assertEqual(terminal.end(), 1)
        self.assertEqual(self.pump.truth()["operations"], 0)

    def guided(self, until, at_last):
        """A guided refill, each step done but the antisepsis, which is left out; before `until` another answer is given."""
        terminal = self.terminal("refill", "--guided")
        for words, answer in (("[1]", ""), ("[2]", ""), ("Drug", ""), ("[2000 mcg/mL]", ""), ("Lot", "B7"), ("Expiry", ""), ("by name?", "Ann"), ("second person", "Bo"), ("antiseptic", "s"), ("needle stop", ""), ("came out?", "18.6mL"),
                              ("injected?", ""), ("Inject 5 mL", ""), ("Needle out", ""), ("In the reservoir now", ""), ("New dose", ""), ("Commit this?", "y")):
            terminal.expect(words)
            terminal.type(at_last if words == until else answer)
            if words == until:
                return terminal

    def registered(self):
        told = self.pump.programmer("clinic", "show", self.serial)["refills"]
        return [(refill["outcome"], refill["withdrawn_nl"], refill["filled_nl"], {step["step"]: step["state"] for step in refill["steps"]}) for refill in told]

    def test_a_guided_refill_that_is_given_up_stands_in_the_register_with_what_was_done_and_left_out(self):
        self.serial = self.pump.programmer("interrogate")["serial"]
        self.assertEqual(self.guided("came out?", "q").end(), 1)
        (outcome, withdrawn, filled, states), = self.registered()
        self.assertEqual((outcome, withdrawn, filled), ("given_up", None, None))
        self.assertEqual([name for name, state in states.items() if state == "done"], ["assess", "interrogate", "check_syringe", "second_person", "needle"])
        self.assertEqual([name for name, state in states.items() if state == "left_out"], ["antisepsis"])
        shown = subprocess.run([BIN / "programmer", "--records", self.pump.folder / "records", "clinic", "show", self.serial], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE).stdout
        self.assertIn("  expected 20 mL\n      GIVEN UP: nothing was sent to the pump; if drug went in, the pump does not know of it\n      lot B7; by Ann, second person Bo\n", shown)
        self.assertIn("left out: antisepsis. It risks: an infection", shown)
        self.assertIn("no refill yet, so no trend", shown)

    def test_a_terminal_that_is_closed_in_the_middle_of_a_guided_refill_leaves_it_in_the_register_as_given_up(self):
        self.serial = self.pump.programmer("interrogate")["serial"]
        terminal = self.guided("came out?", "18mL")
        terminal.expect("injected?")
        killed(terminal.process)
        (outcome, withdrawn, filled, states), = self.registered()
        self.assertEqual((outcome, withdrawn, filled, states["withdraw"], states["fill"]), ("given_up", 18_000_000, None, "done", "not_recorded"))

    def test_a_guided_refill_that_is_not_confirmed_is_registered_as_declined_and_not_programmed(self):
        self.serial = self.pump.programmer("interrogate")["serial"]
        self.assertEqual(self.guided("Commit this?", "n").end(), 1)
        (outcome, withdrawn, filled, states), = self.registered()
        self.assertEqual((outcome, withdrawn, filled), ("declined", 18_600_000, 20_000_000))
        self.assertEqual((states["fill"], states["program"], states["compare"]), ("done", "left_out", "not_recorded"))

    def test_the_step_of_programming_stands_in_the_register_as_the_pump_settled_it(self):
        self.serial = self.pump.programmer("interrogate")["serial"]
        for answer, settled, state in (("lost", "not_done", "left_out"), ("silence", "done", "done")):
            self.pump.bedside("answer", "commit", answer)
            self.assertEqual(self.guided("Commit this?", "y").end(), 4)
            outcome, _, _, states = self.registered()[-1]
            self.assertEqual((outcome, states["program"], states["compare"]), ("uncertain", "not_recorded", "done"))
            self.assertEqual(self.pump.programmer("interrogate")["settled"][0]["outcome"], settled)
            outcome, _, _, states = self.registered()[-1]
            self.assertEqual((outcome, states["program"], states["compare"]), (settled, state, "done"))
        self.assertEqual(len(self.registered()), 2)


if __name__ == "__main__":
    unittest.main(verbosity=1)

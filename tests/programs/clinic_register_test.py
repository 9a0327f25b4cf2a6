"""The clinic's register: who is due, all of a patient, the refills that the programmer itself enters, and the exports."""
import csv
import json
import stat
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump

DONE, REFUSED, USAGE, UNREACHABLE, UNCERTAIN, UNWRITTEN = 0, 1, 2, 3, 4, 5
ADA = "Ada \"Zig\" Invented, jr."  # a name that a careless export would break


class Register(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def clinic(self, *words, code=DONE):
        return self.pump.programmer("clinic", *words, code=code)

    def register_ada(self):
        self.clinic("add", "patient", ADA)
        self.serial = self.pump.programmer("interrogate")["serial"]
        self.clinic("add", "pump", self.serial, "--patient", ADA, "--implanted", "2025-12-01")
        self.clinic("add", "prescription", ADA, "--drug", "baclofen", "--concentration", "2000mcg/mL", "--dose", "120mcg/day", "--group", "child", "--prescriber", "Dr Fiction", "--from", "2026-01-01")

    def refills(self):
        return self.clinic("show", self.serial)["refills"]

    def text(self, *words):
        done = subprocess.run([BIN / "programmer", "--records", self.pump.folder / "records", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, DONE, done.stderr)
        return done.stdout

    def test_a_pump_that_was_read_stands_on_the_list_with_its_dates_and_today_is_the_pumps(self):
        self.register_ada()
        self.assertEqual(self.clinic("due", "--within", "14d")["due"], [])
        self.pump.bedside("clock", "advance", "170d")
        told = self.pump.programmer("interrogate")
        due = self.clinic("due", "--within", "14d")
        self.assertEqual(due["today"], "2026-06-20")
        line, = due["due"]
        self.assertEqual((line["patient"], line["pump"], line["days_left"], line["insurance"], line["appointment"]), (ADA, self.serial, 10, "pending", None))
        self.assertEqual((line["status"]["refill_by_date"], line["status"]["low_reservoir_alarm_date"]), (told["refill_by_date"], told["low_reservoir_alarm_date"]))
        self.assertEqual(line["attention"], ["insurance pending", "no appointment"])
        self.clinic("insurance", ADA, "verified")
        self.clinic("add", "appointment", ADA, "--at", "2026-07-01T09:30")
        line, = self.clinic("due", "--today", "2026-07-01")["due"]
        self.assertEqual((line["days_left"], line["insurance"], line["appointment"]), (-1, "verified", {"at": "2026-07-01T09:30:00", "what": "refill"}))
        self.assertEqual(line["attention"], ["OVERDUE by 1 day", "the appointment comes after the refill-by date"])
        self.assertIn("OVERDUE by 1 day", self.text("clinic", "due", "--today", "2026-07-01"))

    def test_each_refill_enters_itself_with_its_discrepancy_and_the_trend_grows_from_them(self):
        self.register_ada()
        for withdrawn in ("13.2mL", "13mL", "12.8mL"):
            self.pump.bedside("clock", "advance", "90d")
            self.pump.programmer("--yes", "refill", "--withdrawn", withdrawn, "--volume", "20mL", "--lot", "B-1", "--expiry", "2028-02", "--by", "Ann", "--second-person", "Bo")
        shown = self.clinic("show", ADA)
        pump, = shown["pumps"]
        self.assertEqual([refill["discrepancy_nl"] for refill in pump["refills"]], [-1_400_000, -1_600_000, -1_800_000])
        self.assertEqual((pump["trend"]["refills"], pump["trend"]["mean_nl"], pump["trend"]["direction"]), (3, -1_600_000, "less_each_time"))
        refill = pump["refills"][-1]
        self.assertEqual((refill["outcome"], refill["lot"], refill["expiry"], refill["who"], refill["second_person"], refill["filled_nl"]), ("done", "B-1", "2028-02-29", "Ann", "Bo", 20_000_000))
        states = {step["step"]: step["state"] for step in refill["steps"]}
        self.assertEqual({name for name, state in states.items() if state == "done"}, {"interrogate", "second_person", "withdraw", "program", "read_back"})
        self.assertEqual(set(states.values()), {"done", "not_recorded"})
        self.clinic("watched", ADA)
        self.assertEqual([step["state"] for step in self.refills()[-1]["steps"] if step["step"] == "watch"], ["done"])
        self.assertEqual(len(self.refills()), 3)
        text = self.text("clinic", "show", ADA)
        self.assertIn("A trend tells more than one figure", text)
        self.assertIn("not recorded: assess, check_syringe, antisepsis", text)

    def test_a_pump_that_gives_something_else_than_was_prescribed_is_told(self):
        self.register_ada()
        self.assertNotIn("ATTENTION", self.text("clinic", "show", ADA))
        self.pump.programmer("--yes", "dose", "set", "130mcg/day")
        self.assertIn("the prescription says 120 mcg/day of baclofen 2000 mcg/mL: the pump gives something else", self.text("clinic", "show", ADA))

    def test_a_second_person_who_is_the_first_is_none_and_nothing_is_sent(self):
        for words in (("--by", "Ann", "--second-person", "ANN"), ("--second-person", "Bo")):
            said = self.pump.programmer("--yes", "refill", "--withdrawn", "13mL", "--volume", "20mL", *words, code=USAGE)
            self.assertIn("second", said["error"])
        self.assertEqual(self.pump.truth()["operations"], 0)

    def test_an_expired_drug_is_a_caution_that_somebody_has_to_go_past(self):
        words = ("refill", "--withdrawn", "18.6mL", "--volume", "20mL", "--expiry", "2025-12")
        said = self.pump.programmer(*words, code=USAGE)
        self.assertEqual([caution["name"] for caution in said["cautions"]], ["drug_expired"])
        self.assertEqual(self.pump.truth()["operations"], 0)
        self.assertEqual([caution["name"] for caution in self.pump.programmer("--yes", *words)["cautions"]], ["drug_expired"])
        self.assertNotIn("cautions", self.pump.programmer("--yes", *words[:-1], "2026-01"))

    def test_a_refill_without_an_answer_is_uncertain_in_the_register_until_the_pump_tells(self):
        self.register_ada()
        self.pump.bedside("answer", "commit", "silence")
        self.pump.programmer("--yes", "refill", "--withdrawn", "18.6mL", "--volume", "20mL", code=UNCERTAIN)
        self.assertEqual([refill["outcome"] for refill in self.refills()], ["uncertain"])
        self.assertEqual(self.clinic("show", self.serial)["trend"]["refills"], 0)
        self.assertEqual(self.pump.programmer("interrogate")["settled"][0]["outcome"], "done")
        self.assertEqual([refill["outcome"] for refill in self.refills()], ["done"])

    def test_a_programmer_that_dies_while_the_pump_is_silent_has_left_the_refill_in_the_register(self):
        self.register_ada()
        self.pump.bedside("answer", "commit", "silence")
        process = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", "--yes", "refill", "--withdrawn", "18.6mL", "--volume", "20mL", "--lot", "B-9"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not any("commit" in message.get("request", {}) for message in self.pump.bedside("heard")["heard"]):
            pass  # bounded: the programmer gives up by itself
        process.kill()
        process.wait(PATIENCE)
        refill, = self.refills()
        self.assertEqual((refill["outcome"], refill["lot"]), ("uncertain", "B-9"))
        self.pump.programmer("interrogate")
        self.assertEqual([refill["outcome"] for refill in self.refills()], ["done"])

    def test_a_register_that_cannot_be_used_stops_no_therapy(self):
        self.register_ada()
        register = self.pump.folder / "records" / "clinic.db"
        register.write_bytes(b"x" * 4096)
        self.assertEqual(self.pump.programmer("--yes", "dose", "set", "130mcg/day")["outcome"], "done")
        self.assertIn("ATTENTION: not in the clinic's register", self.pump.said)
        self.assertIn("damaged", self.clinic("due", code=UNREACHABLE)["error"])
        self.assertEqual(register.read_bytes(), b"x" * 4096)

    def test_the_exports_hold_the_whole_register_whatever_a_name_holds(self):
        self.register_ada()
        self.pump.programmer("--yes", "refill", "--withdrawn", "18.6mL", "--volume", "20mL", "--lot", "=1+1,\"x\"")
        folder = self.pump.folder / "tables"
        self.clinic("export", "--csv", folder)
        rows = {}
        for path in folder.iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            with open(path, newline="", encoding="utf-8") as file:
                rows[path.stem] = list(csv.DictReader(file, strict=True))
        self.assertEqual(set(rows), {"patients", "pumps", "prescriptions", "refills", "refill_steps", "appointments"})
        self.assertEqual(rows["patients"], [{"name": ADA, "insurance": "pending"}])
        self.assertEqual((rows["pumps"][0]["patient"], rows["pumps"][0]["implanted"]), (ADA, "2025-12-01"))
        self.assertEqual((rows["refills"][0]["lot"], rows["refills"][0]["expected_nl"]), ("=1+1,\"x\"", "20000000"))
        self.assertEqual(len(rows["refill_steps"]), 13)
        self.clinic("export", "--json", self.pump.folder / "all.json")
        whole = json.loads((self.pump.folder / "all.json").read_text())
        self.assertEqual(whole["patients"], [self.clinic("show", ADA)])
        self.assertEqual(whole["pumps_of_nobody"], [])
        self.assertIn("cannot", self.clinic("export", "--json", "/nonexistent/folder/all.json", code=UNWRITTEN)["error"])

    def test_the_demonstration_shows_somebody_at_once_and_is_entered_once(self):
        self.assertIn("--today", self.complaint("due"))
        self.clinic("demo")
        due = self.clinic("due", "--within", "30d")["due"]
        self.assertEqual([line["days_left"] for line in due], [-3, 5, 12, 26])
        self.clinic("demo", code=REFUSED)
        ben = self.clinic("show", "Ben Fictional")
        self.assertTrue(ben["made_up"])
        self.assertEqual(ben["pumps"][0]["trend"]["direction"], "less_each_time")

    def complaint(self, *words):
        self.clinic(*words, code=USAGE)
        return self.pump.said

    def test_what_cannot_be_entered_is_refused_with_what_would_do(self):
        self.register_ada()
        before = self.clinic("show", ADA)
        self.assertIn("clinic add patient", self.complaint("show", "nobody"))
        self.assertIn("clinic add patient", self.complaint("insurance", "nobody", "verified"))
        self.assertIn("write it like 2026-04-01", self.complaint("due", "--today", "tomorrow"))
        self.assertIn("write it like", self.complaint("add", "appointment", ADA, "--at", "soon"))
        self.assertIn("spinal", self.complaint("add", "prescription", ADA, "--drug", "baclofen", "--concentration", "2mg/mL", "--dose", "1mcg/day", "--group", "adult", "--prescriber", "X", "--from", "2026-01-01"))
        self.assertIn("--csv", self.complaint("export"))
        self.assertIn("two blanks", self.complaint("add", "patient", "A  B"))
        self.clinic("add", "patient", ADA, code=REFUSED)
        self.clinic("add", "patient", "Bob")
        self.clinic("add", "pump", self.serial, "--patient", "Bob", code=REFUSED)
        self.assertEqual(self.clinic("show", ADA), before)
        self.pump.programmer("--yes", "clinic", "add", "pump", self.serial, "--patient", "Bob")
        self.assertEqual(self.clinic("show", "Bob")["pumps"], before["pumps"])


if __name__ == "__main__":
    unittest.main(verbosity=1)

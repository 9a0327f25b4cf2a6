"""The learner's console as its page uses it: real pump, real hands, a page without a browser."""
import json
import signal
import unittest
import urllib.request

from page import learner_console
from pump import PATIENCE, Pump

DONE, REFUSED, USAGE, UNREACHABLE, UNCERTAIN = range(5)
SOON = ("--timeout", "500ms")  # for a pump that is known not to answer


class LearnerConsole(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def start(self, *words, records="records"):
        console = learner_console(self.pump, *words, records=records)
        self.addCleanup(console.stop)
        return console

    def open(self, console):
        page = console.page()
        self.addCleanup(page.close)
        self.assertEqual(page.status, 101)
        page.push("hello")
        return page

    def change(self, page, command, words=None, **more):
        answer = page.ask("change", command=command, words=words or {}, **more)
        self.assertTrue(answer["ok"], answer)
        return answer["change"]

    def agree(self, page, change, step, yes=True):
        asked = page.push("change", change=change, step=step)
        self.assertTrue(page.ask("answer", change=change, yes=yes, step=step)["ok"])
        return asked

    def end(self, page, change):
        return page.push("change", change=change, step="end")

    def dose_and_operations(self):
        return self.pump.programmer("interrogate")["daily_dose_ng"], self.pump.truth()["operations"]

    def test_a_page_is_told_who_and_what_the_pump_is_without_being_asked(self):
        page = self.start().page()
        self.addCleanup(page.close)
        hello = page.push("hello")
        self.assertIn("not a medical device", hello["simulation"])
        self.assertEqual((hello["endpoint"], hello["sheet"]), (self.pump.ready["telemetry"], None))
        self.assertEqual(hello["steps"][0]["name"], "assess")
        self.assertTrue(all(step["what"] and step["risk"] and step["source"] in ("verified", "assumed", "derived") for step in hello["steps"]))
        self.assertEqual(page.push("link", state="open")["text"], "INSECURE: plaintext, for this machine only")
        status = page.push("status")
        told = self.pump.programmer("interrogate")
        for field in ("serial", "mode", "daily_dose_ng", "reservoir_nl", "refill_by_date", "low_reservoir_alarm_date"):
            self.assertEqual(status[field], told[field])
        self.assertGreater(status["at_ms"], 1_000_000_000_000)
        self.assertEqual([entry["log_seq"] for entry in page.push("log")["entries"]][0], 1)

    def test_time_that_leaps_and_what_is_logged_are_pushed_as_they_come(self):
        page = self.open(self.start())
        page.push("status")
        self.pump.bedside("clock", "advance", "300d")
        self.assertLess(page.push("status", pump_time=self.pump.programmer("interrogate")["pump_time"])["reservoir_nl"], 3_000_000)
        while not any(entry.get("alarm") == "low_reservoir" for entry in page.push("log")["entries"]):
            pass  # bounded by the page's patience

    def test_a_dose_that_is_agreed_to_twice_is_done_and_read_back(self):
        page = self.open(self.start())
        change = self.change(page, "dose set", {"dose": "60mcg/h"})  # written per hour, and twelve times as much
        cautions = self.agree(page, change, "cautions")["cautions"]
        self.assertTrue(all(caution["name"] and caution["text"] for caution in cautions))
        self.assertEqual(self.pump.truth()["operations"], 0)
        review = self.agree(page, change, "review")
        rows = {row["what"]: row for row in review["rows"]}
        self.assertEqual((rows["daily dose"]["old"], rows["daily dose"]["changed"], rows["drug"]["changed"]), ("120 mcg/day", True, False))
        self.assertEqual((review["before"]["dose_ng_per_day"], review["after"]["dose_ng_per_day"]), (120_000, 1_440_000))
        end = self.end(page, change)
        self.assertEqual((end["exit"], end["report"]["outcome"], end["report"]["status"]["daily_dose_ng"]), (DONE, "done", 1_440_000))
        page.push("status", daily_dose_ng=1_440_000)
        self.assertEqual(self.dose_and_operations(), (1_440_000, 1))

    def test_a_no_at_either_question_changes_nothing(self):
        page = self.open(self.start())
        for words, answers in (({"dose": "60mcg/h"}, [("cautions", False)]), ({"dose": "60mcg/h"}, [("cautions", True), ("review", False)]), ({"dose": "126mcg/day"}, [("review", False)])):
            change = self.change(page, "dose set", words)
            for step, yes in answers:
                self.agree(page, change, step, yes)
            end = self.end(page, change)
            self.assertEqual((end["exit"], end["report"]["outcome"], end["problem"]["what"]), (REFUSED, "declined", "not confirmed"))
        self.assertEqual(self.dose_and_operations(), (120_000, 0))
        self.assertEqual(self.pump.programmer("operations")["operations"], [])

    def test_every_command_of_a_page_is_the_programmers_own(self):
        page = self.open(self.start())
        schedule = 'step { days: "daily" at: "07:00" dose: "140mcg/day" }\nstep { days: "daily" at: "21:00" dose: "110mcg/day" }'
        for command, words, kind in (("dose up", {"by": "5%"}, "program"), ("dose down", {"by": "5%"}, "program"), ("schedule", {"schedule": schedule}, "program"),
                                     ("alarm settings", {"level": "3mL", "lead": "5"}, "alarm_settings"), ("clock", {"time": "2026-03-01T08:30"}, "set_clock"), ("bolus", {"dose": "20mcg", "over": "10min"}, "single_bolus")):
            with self.subTest(command=command):
                change = self.change(page, command, words)
                step = page.push("change", change=change)
                while step["step"] != "end":
                    self.assertTrue(page.ask("answer", change=change, yes=True)["ok"])
                    step = page.push("change", change=change)
                self.assertEqual((step["exit"], step["report"]["outcome"]), (DONE, "done"), step)
        told = self.pump.programmer("interrogate")
        self.assertEqual((told["mode"], told["low_reservoir_level_nl"], told["refill_lead_days"]), ("flex", 3_000_000, 5))
        self.assertEqual(self.pump.truth()["operations"], 6)

    def test_words_that_no_command_has_are_refused_before_anything_begins(self):
        page = self.open(self.start())
        for command, words, said in (("dose set", {"file": "/etc/passwd"}, "takes no word 'file'"), ("dose twice", {}, "There is no change"), ("dose set", {"dose": 5}, "must be a text"),
                                     ("alarm settings", {"lead": "31"}, "0 to 30"), ("schedule", {"pump": "x"}, "takes no word 'pump'")):
            answer = page.ask("change", command=command, words=words)
            self.assertEqual(answer["ok"], False)
            self.assertIn(said, answer["text"])
        end = self.end(page, self.change(page, "dose set", {"dose": "much"}))
        self.assertEqual(end["exit"], USAGE)
        self.assertIn("much", end["problem"]["what"])
        self.assertEqual(self.pump.truth()["operations"], 0)

    def test_a_refill_gone_through_step_by_step_lands_in_the_clinics_register(self):
        page = self.open(self.start())
        self.pump.bedside("clock", "advance", "90d")
        steps = [{"step": name, "state": "done"} for name in ("assess", "interrogate", "check_syringe", "second_person", "needle", "antisepsis", "withdraw", "fill", "needle_out")]
        steps[0]["state"] = "left_out"
        words = {"withdrawn": "13.2mL", "volume": "20mL", "lot": "B-1", "dose": "+10%"}
        refused = self.end(page, self.change(page, "refill", words, steps=steps, by="Ann"))
        self.assertIn("without a name", refused["problem"]["what"])
        change = self.change(page, "refill", words, steps=steps, by="Ann", second_person="Bo", expiry="2028-02")
        self.agree(page, change, "review")
        end = self.end(page, change)
        self.assertEqual((end["exit"], end["report"]["refill"]["withdrawn_nl"], end["report"]["discrepancy_nl"]), (DONE, 13_200_000, -1_400_000))
        declined = self.change(page, "refill", words, steps=steps, by="Ann", second_person="Bo")
        self.agree(page, declined, "cautions")
        self.agree(page, declined, "review", yes=False)
        self.end(page, declined)
        refill, given_up = self.pump.programmer("clinic", "show", self.pump.ready["serial"])["refills"]
        self.assertEqual(given_up["outcome"], "declined")
        self.assertEqual((refill["outcome"], refill["lot"], refill["expiry"], refill["who"], refill["second_person"]), ("done", "B-1", "2028-02-29", "Ann", "Bo"))
        states = {step["step"]: step["state"] for step in refill["steps"]}
        self.assertEqual((states["assess"], states["antisepsis"], states["second_person"], states["compare"], states["read_back"]), ("left_out", "out_of_order", "done", "done", "done"))

    def test_of_several_learners_at_once_the_pump_is_changed_by_one(self):
        console = self.start()
        first, second = self.open(console), self.open(console)
        elsewhere = self.open(self.start(records="elsewhere"))
        one = self.change(first, "dose set", {"dose": "126mcg/day"})
        first.push("change", change=one, step="review")
        self.assertIn("Another learner", second.ask("change", command="dose set", words={"dose": "114mcg/day"})["text"])
        end = self.end(elsewhere, self.change(elsewhere, "dose set", {"dose": "114mcg/day"}))
        self.assertEqual((end["exit"], end["report"]["refusal"]["reason"], end["report"]["refusal"]["holder"]), (REFUSED, "busy", "clinician"))
        self.assertIn("already", first.ask("change", command="resume", words={})["text"])
        self.assertFalse(second.ask("answer", change=one, yes=True)["ok"])  # it is not hers
        self.assertTrue(first.ask("answer", change=one, yes=True)["ok"])
        self.assertEqual(self.end(first, one)["exit"], DONE)
        second.push("status", daily_dose_ng=126_000)
        self.assertTrue(second.ask("change", command="dose set", words={"dose": "120mcg/day"})["ok"])
        self.assertEqual(self.dose_and_operations(), (126_000, 1))

    def test_a_link_that_breaks_in_mid_update_leaves_it_uncertain_until_it_is_settled(self):
        page = self.open(self.start(*SOON))
        for answer, outcome, dose in (("silence", "done", 126_000), ("lost", "not_done", 126_000)):
            with self.subTest(answer=answer):
                change = self.change(page, "dose set", {"dose": "126mcg/day" if answer == "silence" else "120mcg/day"})
                page.push("change", change=change, step="review")
                self.pump.bedside("answer", "commit", answer)
                page.ask("answer", change=change, yes=True)
                end = self.end(page, change)
                self.assertEqual((end["exit"], end["report"]["outcome"]), (UNCERTAIN, "uncertain"))
                self.assertIn("neither done nor not done", end["problem"]["meaning"])
                settled = page.ask("settle")
                self.assertEqual([one["outcome"] for one in settled["settled"]], [outcome])
                self.assertIsNone(settled["open"])
                self.assertEqual(page.ask("interrogate")["status"]["daily_dose_ng"], dose)

    def test_a_link_that_is_cut_is_said_with_its_age_and_comes_back(self):
        page = self.open(self.start())
        page.push("link", state="open")
        page.push("status")
        self.pump.kill()
        lost = page.push("link", state="lost")
        self.assertGreaterEqual(lost["age_ms"], 0)
        self.assertGreater(page.push("link", state="lost", text=page.push("link", state="lost")["text"])["age_ms"], lost["age_ms"])
        self.assertFalse(page.ask("interrogate")["ok"])
        self.pump.arguments = ("--port", self.pump.ready["telemetry"].rsplit(":", 1)[1])
        self.pump.start()
        page.push("link", state="open")
        self.assertTrue(page.ask("interrogate")["ok"])

    def test_a_page_that_is_reloaded_in_mid_refill_keeps_its_sheet_and_hears_how_its_change_ended(self):
        console = self.start()
        page = console.page()
        learner = page.push("hello")["learner"]
        sheet = {"at": "fill", "written": {"withdrawn": "13.2mL"}}
        self.assertTrue(page.ask("keep", sheet=sheet)["ok"])
        self.assertFalse(page.ask("keep", sheet={"at": "x" * 33_000})["ok"])
        change = self.change(page, "dose set", {"dose": "126mcg/day"})
        page.push("change", change=change, step="review")
        page.close()
        page = self.open(console)
        self.assertFalse(page.ask("come_back", learner="somebody")["ok"])
        self.assertTrue(page.ask("come_back", learner=learner)["ok"])
        hello = page.push("hello")
        self.assertEqual((hello["learner"], hello["sheet"]), (learner, sheet))
        self.assertEqual(self.end(page, change)["report"]["outcome"], "declined")
        self.assertEqual(self.dose_and_operations(), (120_000, 0))

    def test_a_change_that_was_committed_goes_on_without_its_page_and_the_learner_hears_of_it(self):
        console = self.start()
        page = console.page()
        learner = page.push("hello")["learner"]
        change = self.change(page, "dose set", {"dose": "126mcg/day"})
        page.push("change", change=change, step="review")
        self.pump.bedside("answer", "commit", "silence")
        page.begin("answer", change=change, yes=True)
        while self.pump.truth()["operations"] == 0:  # bounded: either it is committed or the console ends
            self.assertIsNone(console.process.poll())
        page.close()
        page = self.open(console)
        self.assertTrue(page.ask("come_back", learner=learner)["ok"])
        self.assertEqual(self.end(page, change)["exit"], UNCERTAIN)
        self.assertEqual([one["outcome"] for one in page.ask("settle")["settled"]], ["done"])

    def test_a_stop_goes_through_while_a_change_waits_and_never_asks(self):
        page = self.open(self.start())
        change = self.change(page, "dose set", {"dose": "126mcg/day"})
        page.push("change", change=change, step="review")
        stop = page.ask("stop")
        self.assertEqual(self.end(page, stop["change"])["report"]["outcome"], "done")
        self.assertEqual(self.pump.programmer("interrogate")["mode"], "stopped")
        page.ask("answer", change=change, yes=True)
        self.assertNotEqual(self.end(page, change)["exit"], DONE)

    def test_a_page_reads_program_log_and_calendar_and_acts_on_alarms(self):
        page = self.open(self.start())
        self.assertEqual(page.ask("program")["program"]["dose_ng_per_day"], 120_000)
        log = page.ask("log", **{"from": 1, "count": 1})
        self.assertEqual(([entry["log_seq"] for entry in log["entries"]], log["head"] >= 1), ([1], True))
        self.assertFalse(page.ask("log", **{"from": 0})["ok"])
        alarms = page.ask("alarm", act="test", critical=True)["alarms"]
        self.assertEqual([(alarm["kind"], alarm["critical"]) for alarm in alarms], [("test", True)])
        refused = page.ask("alarm", act="silence", alarm_id=99)
        self.assertFalse(refused["ok"])
        told = self.pump.programmer("interrogate")
        lines = page.ask("calendar")["ics"].split("\r\n")
        for line in ("BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:" + told["refill_by_date"].replace("-", ""), "DTSTART;VALUE=DATE:" + told["low_reservoir_alarm_date"].replace("-", ""), "END:VCALENDAR"):
            self.assertIn(line, lines)
        self.assertTrue(all(len(line.encode()) <= 75 for line in lines))

    def test_the_session_report_is_one_page_with_what_was_changed(self):
        page = self.open(self.start())
        change = self.change(page, "dose set", {"dose": "126mcg/day"})
        self.agree(page, change, "review")
        self.end(page, change)
        html = page.ask("report")["html"]
        self.assertTrue(html.lower().startswith("<!doctype html"))
        self.assertRegex(html, r"126\s+mcg/day")  # kept on one line
        self.assertNotIn("<script", html)

    def test_nothing_of_the_truth_is_in_what_a_page_hears(self):
        page = self.open(self.start())
        self.pump.bedside("clock", "advance", "30d")
        self.pump.bedside("needle", "septum")
        self.pump.bedside("withdraw", "7654321nL")  # the pump has no volume sensor: it does not know
        truth = self.pump.truth()
        page.push("status", uptime_ms=truth["uptime_ms"])
        for verb in ("interrogate", "program", "log", "settle"):
            self.assertTrue(page.ask(verb)["ok"])
        text = json.dumps(page.heard)
        computed = self.pump.programmer("interrogate")["reservoir_nl"]
        self.assertEqual(computed - truth["reservoir_nl"], 7_654_321)
        self.assertIn(str(computed), text)
        for figure in ("reservoir_nl", "delivered_nl", "withdrawn_nl", "reservoir_ng", "delivered_ng", "strokes"):
            self.assertGreater(truth[figure], 1_000)
            self.assertNotIn(str(truth[figure]), text, figure)

    def test_what_is_no_message_closes_that_link_alone(self):
        console = self.start()
        good = self.open(console)
        for message, code in (("nonsense", 1007), ("[1]", 1007), ('{"id": 1, "do": "dance"}', 1008), ('{"do": "program"}', 1007)):
            bad = self.open(console)
            bad.send(message)
            with self.assertRaises(ConnectionError):
                while True:
                    bad.hear()
            self.assertEqual(bad.closed_with[0], code)
        self.assertTrue(good.ask("program")["ok"])

    def test_nobody_comes_in_without_the_token_or_from_another_page(self):
        console = self.start()
        for words, status in (({"token": "guess"}, 401), ({"origin": "http://evil.example"}, 403)):
            page = console.page(**words)
            page.close()
            self.assertEqual(page.status, status)

    def test_hands_are_told_to_the_page_alone_and_the_page_may_link_to_them(self):
        console = learner_console(self.pump, more=("--hands", "ws://127.0.0.1:7001/hands#secret"))
        self.addCleanup(console.stop)
        page = console.page()
        self.addCleanup(page.close)
        self.assertEqual(page.push("hello")["hands"], {"url": "ws://127.0.0.1:7001/hands", "token": "secret"})
        served = urllib.request.urlopen(console.ready["origin"] + "/", timeout=PATIENCE)
        self.addCleanup(served.close)
        self.assertIn("ws://127.0.0.1:7001", served.headers["Content-Security-Policy"])
        self.assertNotIn(b"secret", served.read())

    def test_the_pump_is_left_alone_when_no_page_is_open(self):
        console = self.start()
        page = self.open(console)
        page.push("status")
        self.pump.bedside("wait-for", "connected")
        page.close()
        self.pump.bedside("wait-for", "idle")
        page = self.open(console)
        page.push("link", state="open")

    def test_it_ends_within_two_seconds_with_a_change_that_waits_which_is_declined(self):
        console = self.start()
        page = self.open(console)
        change = self.change(page, "dose set", {"dose": "126mcg/day"})
        page.push("change", change=change, step="review")
        console.process.send_signal(signal.SIGTERM)
        self.assertEqual(console.process.wait(PATIENCE), DONE)
        self.assertEqual(self.dose_and_operations(), (120_000, 0))


if __name__ == "__main__":
    unittest.main(verbosity=1)

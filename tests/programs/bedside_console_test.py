"""The instructor's console and the learner's hands, with real processes and a page that shares no code with ours."""
import json
import signal
import subprocess
import tempfile
import unittest
import pathlib

from pump import BIN, PATIENCE, Pump
from web_page import Page, Refused, get

LEARNER = "http://127.0.0.1:7510"


class Console:
    def __init__(self, pump, *options):
        self.folder = tempfile.TemporaryDirectory()
        ready = pathlib.Path(self.folder.name) / "ready"
        self.log = open(pathlib.Path(self.folder.name) / "log", "w+")
        self.process = subprocess.Popen([BIN / "bedside", "--pump-control", pump.ready["bedside"], "console", "--port", "0", "--ready-file", ready,
                                         "--learner-origin", LEARNER, *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.printed = [self.process.stdout.readline().split() for _ in range(2)]  # comes once it serves
        self.ready = json.loads(ready.read_text())
        self.ready_mode = ready.stat().st_mode & 0o777

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()


class BedsideConsole(unittest.TestCase):
    def bed(self, *pump_options):
        self.pump = Pump(*pump_options)
        self.addCleanup(self.pump.stop)
        self.console = Console(self.pump)
        self.addCleanup(self.console.stop)
        return self.console

    def page(self, name="instructor", **more):
        page = Page(self.console.ready[name], **more)
        self.addCleanup(page.close)
        return page

    def hands(self):
        return self.page("hands", origin=LEARNER)

    def instructor(self):
        """Of a console that stands at the bed."""
        page = self.page()
        page.until("truth")
        return page

    def test_it_prints_both_addresses_serves_a_page_and_ends_cleanly(self):
        console = self.bed()
        self.assertEqual(console.printed, [["instructor", console.ready["instructor"]], ["hands", console.ready["hands"]]])
        self.assertEqual(console.ready_mode, 0o600)
        self.assertNotEqual(console.ready["instructor"].split("token=")[1], console.ready["hands"].split("token=")[1])
        page = self.instructor()
        status, head, body = get(page.address)
        self.assertEqual(status, 200)
        self.assertIn(b"not a medical device", body)
        self.assertIn("Content-Security-Policy: default-src 'none'", head)
        hello = page.until("hello", lambda push: push["serial"])
        self.assertEqual((hello["serial"], hello["simulation"], hello["learner"]), ("ipt-20-0001", "SIMULATION – not a medical device", LEARNER))
        self.assertGreaterEqual(len(hello["scenarios"]), 23)
        self.assertEqual(page.until("link", lambda push: push["state"] == "open")["text"], "at the bed of pump ipt-20-0001")
        console.process.send_signal(signal.SIGTERM)
        self.assertEqual(console.process.wait(PATIENCE), 0)
        while isinstance(close := page.receive(), dict):
            pass
        self.assertEqual(close[0], 1001)

    def test_strangers_are_refused_and_told_and_tokens_open_their_own_door_only(self):
        console = self.bed()
        token = {name: console.ready[name].split("token=")[1] for name in ("instructor", "hands")}
        for name, more, status in (("instructor", {"token": "0" * 48}, 401), ("instructor", {"token": token["hands"]}, 401), ("hands", {"token": token["instructor"]}, 401),
                                   ("instructor", {"origin": "http://evil.example"}, 403), ("instructor", {"origin": LEARNER}, 403), ("hands", {"origin": "http://127.0.0.1:1"}, 403)):
            with self.assertRaises(Refused) as refused:
                Page(console.ready[name], **more)
            self.assertEqual(refused.exception.status, status, (name, more))
        address = self.instructor().address
        self.assertEqual(get(address, Host="evil.example")[0], 421)
        self.assertEqual(get(address, "/../../etc/passwd")[0], 404)
        console.process.terminate()
        console.process.wait(PATIENCE)
        said = console.said()
        for words in ("a wrong token 3 times", "the Origin of another page 3 times (the first: 'http://evil.example')", "another Host (the first: 'evil.example')"):
            self.assertIn(words, said)
        for secret in token.values():
            self.assertNotIn(secret, said)

    def test_a_message_that_is_none_closes_its_own_link_with_a_reason_and_the_others_go_on(self):
        self.bed()
        other = self.instructor()
        for text, code, words in (("{", 1007, "no JSON"), ('{"do": "debrief"}', 1007, "no id"), ('{"id": 1, "do": "truth"}', 1008, "there is no do 'truth' here"),
                                  (json.dumps({"id": 1, "do": "x" * 70_000}), 1009, "")):
            page = self.hands()
            page.say(text)
            while isinstance(close := page.receive(), dict):
                pass
            self.assertEqual(close[0], code, text[:40])
            self.assertIn(words, close[1])
        page = self.hands()
        page.frame(2, b"bytes")
        while isinstance(close := page.receive(), dict):
            pass
        self.assertEqual(close[0], 1003)
        self.assertTrue(other.ask("debrief")["ok"])

    def test_an_ask_that_is_wrong_is_answered_with_what_would_be_right_and_nothing_is_done(self):
        self.bed()
        page, hands = self.instructor(), self.hands()
        before = self.pump.truth()
        for do, fields, words in (("ask", {"ask": {"no_such": {}}}, "no bedside.v1.Ask"), ("ask", {"ask": {}}, "no act"), ("ask", {"ask": {"save": {"path": "/tmp/x"}}}, "bookmark"),
                                  ("load", {"scenario": "99-none"}, "'scenario'"), ("return", {"bookmark": "none"}, "'bookmark'"), ("override", {"step": "assess", "score": 3, "why": "x"}, "'score'"),
                                  ("override", {"step": "none", "score": 1, "why": "x"}, "'step'"), ("export", {"as": "pdf"}, "'as'"), ("misplace", {"on": "yes"}, "'on'"), ("bookmark", {"name": ""}, "'name'")):
            answer = page.ask(do, **fields)
            self.assertFalse(answer["ok"], do)
            self.assertIn(words, answer["text"])
        for do, fields, words in (("needle", {"place": "arm"}, "'place'"), ("withdraw", {"volume_nl": 0}, "'volume_nl'"), ("fill", {"volume_nl": 10**9, "drug": "baclofen", "concentration_ng_per_ml": 1}, "'volume_nl'"),
                                  ("fill", {"volume_nl": 1, "drug": "baclofen", "concentration_ng_per_ml": -1}, "'concentration_ng_per_ml'"), ("note", {"step": "assess"}, "'state'")):
            answer = hands.ask(do, **fields)
            self.assertFalse(answer["ok"], do)
            self.assertIn(words, answer["text"])
        self.assertEqual(self.pump.truth(), before)

    def test_hands_act_and_are_told_only_what_hands_feel(self):
        self.bed()
        page, hands = self.instructor(), self.hands()
        page.bedside(advance_clock={"by_ms": 90 * 86_400_000})
        self.assertEqual(hands.ask("withdraw")["text"], "The needle is out.")
        self.assertEqual(hands.ask("needle", place="septum")["text"], "The needle is in, down to the needle stop.")
        self.assertEqual(hands.ask("withdraw")["moved_nl"], 13_200_000)
        self.assertEqual(hands.ask("fill", volume_nl=19_000_000, drug="baclofen", concentration_ng_per_ml=2_000_000)["text"], "It resists: that much does not go in.")
        self.assertEqual(hands.ask("fill", volume_nl=18_600_000, drug="baclofen", concentration_ng_per_ml=2_000_000)["moved_nl"], 18_600_000)
        self.assertEqual(hands.ask("needle", place="out")["text"], "The needle is out.")
        self.assertEqual({k: hands.ask("listen")[k] for k in ("now", "next")}, {"now": "none", "next": "none"})
        self.assertEqual(self.pump.truth()["reservoir_nl"], 20_000_000)
        self.assertTrue(page.ask("misplace", on=True)["ok"])
        self.assertEqual(hands.ask("needle", place="septum")["text"], "The needle is in, down to the needle stop.")
        self.assertEqual(self.pump.truth()["needle"], "PLACE_POCKET")
        hands.ask("needle", place="out")
        hands.ask("needle", place="septum")
        self.assertEqual(self.pump.truth()["needle"], "PLACE_SEPTUM")  # only the next one was misplaced
        for figure in ("20000000", "reservoir", "pocket", "uptime", "clock", "path", "delivered", "19.", "14.0"):
            self.assertNotIn(figure, hands.all_text)
        self.assertTrue(page.ask("hints", on=False)["ok"])
        self.assertFalse(hands.until("hints", lambda push: not push["on"])["on"])

    def test_a_pocket_fill_is_played_live_and_debriefed(self):
        self.bed()
        page, hands = self.instructor(), self.hands()
        self.assertTrue(page.ask("load", scenario="11-pocket-fill")["ok"])
        so = self.pump.truth()
        self.assertEqual((so["uptime_ms"], so["reservoir_nl"]), (0, 20_000_000))
        page.bedside(advance_clock={"by_ms": 100 * 86_400_000})
        expected = [entry for entry in page.entries() if entry["what"] == "expected"]
        self.assertEqual(expected[0]["at_ms"], 90 * 86_400_000)
        self.assertIn("beside it", expected[1]["text"])
        self.assertTrue(page.until("room", lambda push: push["misplace"])["scenario"] == "11-pocket-fill")
        hands.ask("note", step="second_person", state="left_out")
        hands.ask("needle", place="septum")
        self.assertEqual(hands.ask("withdraw")["moved_nl"], 0)
        self.assertEqual(hands.ask("fill", volume_nl=18_000_000, drug="baclofen", concentration_ng_per_ml=2_000_000)["moved_nl"], 18_000_000)
        hands.ask("needle", place="out")
        judged = page.ask("debrief")
        self.assertEqual([harm["name"] for harm in judged["harms"]], ["pocket_fill", "refill_not_programmed"])
        scores = {item["step"]: item["score"] for item in judged["items"]}
        self.assertEqual((scores["needle"], scores["withdraw"], scores["second_person"], scores["watch"]), (0, 0, 0, None))
        self.pump.programmer("refill", "--volume", "19.4mL", "--withdrawn", "0mL", "--drug", "baclofen", "--concentration", "2000mcg/mL", "--yes")
        judged = page.ask("debrief")
        self.assertEqual([harm["name"] for harm in judged["harms"]], ["pocket_fill", "no_second_person"])
        self.assertTrue(page.ask("override", step="watch", score=1, why="she was watched")["ok"])
        self.assertIn('"watch","Watch the patient","n.a.","1","she was watched"', page.ask("export", **{"as": "csv"})["text"])
        exported = json.loads(page.ask("export", **{"as": "json"})["text"])
        self.assertEqual(exported["simulation"], "SIMULATION – not a medical device")
        self.assertIn("refill", [entry["what"] for entry in exported["timeline"]])
        self.assertTrue(any(entry["harm"] and entry["what"] == "fill" for entry in page.entries()))

    def test_time_stands_where_a_scenario_brings_something_however_fast_it_goes(self):
        self.bed()
        page = self.instructor()
        self.assertTrue(page.ask("load", scenario="17-catheter-off")["ok"])
        page.bedside(set_speed={"speed": 86_400})
        page.until("truth", lambda push: push["truth"]["catheter"] == "CATHETER_OFF")
        page.bedside(set_speed={"speed": 0})
        entry = next(entry for entry in page.entries() if entry["what"] == "set_catheter" and entry["who"] == "world")
        self.assertEqual(entry["at_ms"] % 86_400_000, 0)
        self.assertTrue(page.ask("unload")["ok"])
        self.assertIsNone(page.until("room", lambda push: push["scenario"] is None)["next"])

    def test_a_scenario_with_hands_of_its_own_is_played_to_its_end(self):
        self.bed()
        page = self.instructor()
        self.assertTrue(page.ask("load", scenario="21-wrong-concentration", hands="scenario")["ok"])
        page.bedside(advance_clock={"by_ms": 60 * 86_400_000})
        so = self.pump.truth()
        self.assertEqual((so["withdrawn_nl"] > 0, so["injected_nl"]), (True, 18_600_000))
        self.assertIn("wrong_syringe", [harm["name"] for harm in page.ask("debrief")["harms"]])

    def test_a_scenario_for_another_kind_of_pump_is_refused_with_how_to_start_one(self):
        self.bed()
        answer = self.instructor().ask("load", scenario="01-update-interrupted")
        self.assertFalse(answer["ok"])
        self.assertIn("pump-sim --state NEW-FOLDER --profile update-20", answer["text"])

    def test_a_bookmark_brings_back_pump_and_timeline(self):
        self.bed()
        page, hands = self.instructor(), self.hands()
        page.bedside(advance_clock={"by_ms": 30 * 86_400_000})
        hands.ask("needle", place="septum")
        self.assertTrue(page.ask("bookmark", name="before the fill")["ok"])
        place = page.entries()[-2]["n"]
        before = self.pump.truth()
        hands.ask("withdraw")
        page.bedside(stall_motor={"stalled": True})
        self.assertNotEqual(self.pump.truth()["reservoir_nl"], before["reservoir_nl"])
        self.assertTrue(page.ask("return", bookmark="before the fill")["ok"])
        after = self.pump.truth()
        self.assertEqual({**after, "boot_count": 0}, {**before, "boot_count": 0})
        page.ask("debrief")
        entries = page.entries()
        self.assertEqual([entry["what"] for entry in entries if entry["n"] > place][:1], ["return"])
        self.assertNotIn("withdraw", [entry["what"] for entry in entries])
        self.assertEqual(hands.ask("withdraw")["moved_nl"] > 0, True)

    def test_a_pump_that_goes_away_is_told_at_once_and_found_again(self):
        self.bed()
        page, hands = self.instructor(), self.hands()
        self.pump.kill()
        page.until("link", lambda push: push["state"] == "lost")
        self.assertIn("bedside is not there", hands.ask("needle", place="septum")["text"])
        self.assertFalse(page.ask("ask", ask={"get_truth": {}})["ok"])
        page.pushes.clear()
        self.pump.start()
        page.until("link", lambda push: push["state"] == "open")
        self.assertTrue(hands.ask("needle", place="septum")["ok"])
        self.assertEqual(self.pump.truth()["needle"], "PLACE_SEPTUM")

    def test_a_fault_and_the_next_event_show_on_the_instructors_page(self):
        self.bed()
        page = self.instructor()
        page.bedside(script_answer={"request": "SCRIPTED_REQUEST_COMMIT", "answer": "SCRIPTED_ANSWER_BUSY"})
        self.assertEqual(page.until("faults", lambda push: push["faults"]["answers"])["faults"]["answers"][0]["answer"], "SCRIPTED_ANSWER_BUSY")
        page.bedside(stall_motor={"stalled": True})
        self.assertTrue(page.ask("next_event")["ok"])
        page.until("tones", lambda push: push["tones"]["next"] == "HEARD_TONE_TWO_TONE" or push["tones"]["now"] == "HEARD_TONE_TWO_TONE")
        page.until("timeline", lambda push: any(entry["what"] == "alarm_raised" for entry in push["entries"]))
        page.until("patient", lambda push: push["patient"]["name"] == "child")

    def test_nobody_is_looked_at_for_whom_nobody_looks(self):
        self.bed()
        stat = pathlib.Path(f"/proc/{self.pump.process.pid}/io")
        page = self.instructor()
        page.close()
        other = self.instructor()  # its close has been seen when another has come
        other.until("room", lambda push: push["instructors"] == 1)
        other.close()
        self.pump.truth()

        def calls():
            return int(next(line for line in stat.read_text().splitlines() if line.startswith("syscr")).split()[1])
        quiet = None
        for _ in range(8):  # bounded: the last round ends, and then nothing is read any more
            before = calls()
            try:
                self.console.process.wait(1.2)  # a while in which even a pump that is only glanced at would be asked twice
            except subprocess.TimeoutExpired:
                pass
            quiet = calls() - before
            if quiet == 0:
                break
        self.assertEqual(quiet, 0)


if __name__ == "__main__":
    unittest.main()

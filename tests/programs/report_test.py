"""`programmer report` as it is used: one page that stands alone, the same in text, and nothing said on it that could act."""
import html.parser
import json
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump

IDENTITY = """<script>alert("it's me")</script>"""
BANNER = "SIMULATION – not a medical device, not for clinical use"
VOID = {"meta", "link", "br", "hr", "img"}


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.references, self.words = [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.references += [value for name, value in attributes if name in ("src", "href", "xlink:href") or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.words.append(data)


class Report(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def run_report(self, *words):
        return subprocess.run(
            [BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", "--identity", IDENTITY, *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)

    def report(self, *words):
        done = self.run_report("report", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_page_is_balanced_stands_alone_and_lets_no_name_act(self):
        self.pump.bedside("clock", "advance", "9d")
        page = Page(self.report("--html", "-", "--since", "all"))
        self.assertEqual(page.open, [])
        self.assertTrue({"style", "svg", "table"} <= page.tags, page.tags)
        self.assertFalse({"script", "link", "img", "iframe", "object"} & page.tags, page.tags)
        self.assertEqual(page.references, [])
        self.assertIn(IDENTITY, "".join(page.words))

    def test_the_text_names_the_pump_and_what_it_holds(self):
        text = self.report()
        self.assertIn("ipt-20-0001", text)
        self.assertIn("computed, not measured", text)
        self.assertTrue(text.startswith(BANNER) and text.endswith(BANNER + "\n"))

    def test_page_and_text_go_into_files_and_the_same_visit_gives_the_same_bytes(self):
        folder = self.pump.folder
        for turn in ("1", "2"):
            said = self.report("--since", "all", "--html", str(folder / f"{turn}.html"), "--text", str(folder / f"{turn}.txt"))
            self.assertEqual(said, "")
        for ending in ("html", "txt"):
            self.assertEqual((folder / f"1.{ending}").read_bytes(), (folder / f"2.{ending}").read_bytes())
        self.assertEqual((folder / "1.txt").read_text(), self.report("--since", "all"))
        self.assertEqual((folder / "1.html").read_text(), self.report("--since", "all", "--html", "-"))

    def test_after_a_visit_with_a_refill_and_a_bolus_old_stands_beside_new(self):
        self.report()
        self.pump.bedside("clock", "advance", "90d")
        for words in (("refill", "--withdrawn", "13200000nL", "--volume", "20mL", "--dose", "+10%", "--lot", "<b>B-2041</b>"), ("bolus", "25mcg", "--over", "20min")):
            done = self.run_report("--yes", *words)
            self.assertEqual(done.returncode, 0, done.stderr)
        text = self.report()
        self.assertRegex(text, r"\* daily dose +120 mcg/day +132 mcg/day\n")
        self.assertIn("  refill, 20 mL     120 mcg/day  132 mcg/day (+10 %)  executed", text)
        self.assertIn("lot <b>B-2041</b>", text)
        self.assertRegex(text, r"bolus running +0 mL of 0.0125 mL, 20 min to go\n")
        self.assertRegex(text, r"used since +0 mL ")
        page = Page(self.report("--html", "-"))
        self.assertNotIn("b", page.tags)
        self.assertIn("lot <b>B-2041</b>", "".join(page.words))
        self.pump.bedside("clock", "advance", "30d")
        later = self.report()
        self.assertIn("new since             this programmer read it, 1 Apr 2026 00:00", later)
        self.assertIn("  daily dose           132 mcg/day", later)
        self.assertIn("No change of therapy stands in the log since then.", later)
        self.assertIn("1 Apr 2026 00:00  20 mL      -1.4 mL     less than expected: within the 1.4 mL", later)

    def test_a_pump_that_wears_out_and_was_interfered_with_says_so_in_every_form(self):
        self.pump.bedside("battery", "--used", "85")
        self.pump.bedside("interfere")
        self.pump.bedside("clock", "advance", "2d")
        text = self.report()
        self.assertIn("ATTENTION: the pump must be REPLACED; its end of service, when it stops by itself: 1 Apr 2026\n", text)
        self.assertIn("was held in it by interference, and delivered nothing until it was interrogated", text)
        self.pump.bedside("clock", "advance", "100d")
        done = self.run_report("report", "--html", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("NOTHING IS DELIVERED: the pump has reached its end of service and has stopped for good: it must be replaced", "".join(Page(done.stdout).words))

    def test_a_machine_reads_the_same_visit_as_one_object(self):
        told = json.loads(self.run_report("--json", "report", "--since", "all").stdout)
        self.assertEqual((told["serial"], told["who"], told["uncertain"]), ("ipt-20-0001", IDENTITY, []))
        self.assertEqual(told["status"]["daily_dose_ng"], 120_000)
        self.assertEqual([entry["kind"] for entry in told["log"]], ["boot"])

    def test_what_cannot_be_done_is_said_with_its_own_exit_code(self):
        for code, says, words in ((2, "only one form can go to standard output", ("report", "--html", "-", "--text", "-")),
                                  (2, "--since takes all, or a time of the pump's clock", ("report", "--since", "yesterday")),
                                  (5, "nothing was changed", ("report", "--html", str(self.pump.folder / "none" / "visit.html"))),
                                  (3, "", ("report",))):
            if code == 3:
                self.pump.stop_process()
            done = self.run_report(*words)
            self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
            self.assertIn(says, done.stderr)

    def test_help_has_examples(self):
        said = self.run_report("report", "--help").stdout
        for words in ("--html", "--text", "--since", "programmer report --html visit.html --text visit.txt"):
            self.assertIn(words, said)


if __name__ == "__main__":
    unittest.main()

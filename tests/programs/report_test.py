"""`programmer report` as it is used: one page that stands alone, the same in text, and nothing said on it that could act."""
import html.parser
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump

IDENTITY = """<script>alert("it's me")</script>"""
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

    def report(self, *words):
        done = subprocess.run(
            [BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", "--identity", IDENTITY, "report", *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_page_is_balanced_stands_alone_and_lets_no_name_act(self):
        self.pump.bedside("clock", "advance", "9d")
        page = Page(self.report("--html", "-", "--since", "all"))
        self.assertEqual(page.open, [])
        self.assertTrue({"style", "svg", "table"} <= page.tags, page.tags)
        self.assertNotIn("script", page.tags)
        self.assertEqual(page.references, [])
        self.assertIn(IDENTITY, "".join(page.words))

    def test_the_text_names_the_pump_and_what_it_holds(self):
        text = self.report()
        self.assertIn("ipt-20-0001", text)
        self.assertIn("computed, not measured", text)


if __name__ == "__main__":
    unittest.main()

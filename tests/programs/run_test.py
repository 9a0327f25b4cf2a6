"""The two commands of the README, as a newcomer types them."""
import os
import pathlib
import re
import signal
import subprocess
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def children_named(name, below):
    """Processes with this name and this folder in their command line."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if entry.name.isdigit() and words[0].endswith(name) and any(str(below) in word for word in words):
            found.append(int(entry.name))
    return found


def without_chance(text):
    """Without what differs from run to run: random ids, digits and ports, and how long the run took."""
    text = re.sub(r"(DIGITS|confirm) \d{6}", r"\1 …", re.sub(r"tls:127\.0\.0\.1:\d+", "tls:127.0.0.1:…", re.sub(r"armed for \d+ s", "armed for … s", text)))
    return re.sub(r'"uptime_ms":\d+', '"uptime_ms":…', re.sub(r"operation (?:[0-9a-f]{32}|\S+…\S+)\)", "operation …)", text))


def readme_session():
    """The session that the README shows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    session = re.search(r"<!-- session[^\n]*\n```\n(.*?)```", readme, re.DOTALL).group(1)
    return without_chance(session)


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"ipt-run-test-{os.getpid()}"
        self.folder.mkdir()
        self.addCleanup(self.folder.rmdir)  # fails if anything was left in it
        self.environment = {**os.environ, "TMPDIR": str(self.folder)}

    def test_the_main_job_ends_with_a_refill_date_twice_over(self):
        for _ in range(2):
            done = subprocess.run([ROOT / "tools/run"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280, env=self.environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            for words in ("old               | new", "expected              14.6 mL", "withdrawn             13.2 mL", "next alarm date       29 Dec 2026", "refill by             28 Sep 2026"):
                self.assertIn(words, done.stdout)
            self.assertEqual(children_named("pump-sim", self.folder), [])
        self.assertIn(readme_session(), without_chance(done.stdout))

    def test_with_console_both_pages_are_served_until_it_is_interrupted(self):
        process = subprocess.Popen([ROOT / "tools/run", "--console"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment, start_new_session=True)
        addresses = {}
        for line in process.stdout:
            found = re.match(r"  (learner|instructor)\s+(http://127\.0\.0\.1:\d+/)#token=[0-9a-f]{48}$", line)
            if found:
                addresses[found[1]] = found[2]
            if len(addresses) == 2:
                break
        try:
            self.assertEqual(sorted(addresses), ["instructor", "learner"])
            for name, address in addresses.items():
                with urllib.request.urlopen(address, timeout=20) as page:
                    self.assertIn(f"{name}.js", page.read().decode())
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.stdout.read()
            process.stdout.close()
            self.assertEqual(process.wait(30), 130)
        for program in ("pump-sim", "bedside", "programmer"):
            self.assertEqual(children_named(program, self.folder), [])

    def test_ctrl_c_leaves_nothing_running(self):
        process = subprocess.Popen([ROOT / "tools/run"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment, start_new_session=True)
        for line in process.stdout:
            if "Ninety days" in line:  # the pump runs
                break
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.read()
        process.stdout.close()
        self.assertEqual(process.wait(20), 130)
        self.assertEqual(children_named("pump-sim", self.folder), [])


if __name__ == "__main__":
    unittest.main(verbosity=1)

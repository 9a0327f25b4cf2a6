"""What every program owes whoever calls it: one object for a machine, sentences for a person, an honest end."""
import json
import os
import pathlib
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump

DONE, REFUSED, USAGE, UNREACHABLE, UNCERTAIN, UNWRITTEN = range(6)
NOWHERE = "/nowhere/there.sock"


class Manners(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def run_program(self, name, *words, stdout=subprocess.PIPE, environment=None, **more):
        """As bytes: what is said may be no text at all."""
        done = subprocess.run([BIN / name, *words], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, timeout=PATIENCE,
                              env={**os.environ, **(environment or {})}, **more)
        self.said = done.stderr.decode(errors="surrogateescape")
        return done

    def programmer(self, *words, **more):
        return self.run_program("programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", *words, **more)

    def bedside(self, *words, **more):
        return self.run_program("bedside", "--pump-control", self.pump.ready["bedside"], *words, **more)

    # ---- JSON

    def failed_in_json(self, done, code):
        """One object with the error on standard output, the sentence on standard error."""
        self.assertEqual(done.returncode, code, self.said)
        lines = done.stdout.decode("utf-8").splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(json.loads(lines[0])["error"])
        self.assertRegex(self.said, "(?m)^(programmer|bedside): ")
        return json.loads(lines[0])["error"]

    def test_every_failure_of_the_programmer_is_one_object_too(self):
        for words, code in ((("doze",), USAGE), ((), USAGE), (("dose", "set"), USAGE), (("log", "--newest", "many"), USAGE), (("log", "--newest", "0"), USAGE), (("--yes", "dose", "set", "120"), USAGE),
                            (("--yes", "dose", "set", "1mcg/day"), REFUSED), (("schedule", "set", "/nowhere/schedule"), USAGE), (("--serial", "another", "interrogate"), UNREACHABLE),
                            (("pumps", "--forget", "another"), USAGE), (("--record", "/nowhere/recording", "interrogate"), USAGE)):
            with self.subTest(words=words):
                self.failed_in_json(self.programmer("--json", *words), code)
                self.failed_in_json(self.programmer(*words, "--json"), code)
        self.failed_in_json(self.run_program("programmer", "--json", "interrogate", environment={"IPT_PUMP": ""}), USAGE)
        self.failed_in_json(self.run_program("programmer", "--json", "--pump", NOWHERE, "--records", self.pump.folder / "records", "interrogate"), UNREACHABLE)

    def test_what_is_uncertain_is_an_error_in_json(self):
        self.pump.bedside("answer", "commit", "lost")
        change = ("--json", "--yes", "--timeout", "500ms", "dose", "set", "130mcg/day")
        self.assertIn("UNCERTAIN", self.failed_in_json(self.programmer(*change), UNCERTAIN))
        self.pump.kill()
        self.failed_in_json(self.programmer("--json", "operations"), UNREACHABLE)
        self.failed_in_json(self.run_program("programmer", "--json", "--records", self.pump.folder / "records", "operations", environment={"IPT_PUMP": ""}), UNCERTAIN)

    def test_every_failure_of_the_bedside_is_one_object_too(self):
        for words, code in ((("clack",), USAGE), ((), USAGE), (("clock", "advance", "soon"), USAGE), (("clock", "speed", "fast"), USAGE), (("needle", "heart"), USAGE),
                            (("withdraw",), REFUSED), (("--serial", "another", "truth"), REFUSED)):
            with self.subTest(words=words):
                self.failed_in_json(self.bedside("--json", *words), code)
        self.failed_in_json(self.run_program("bedside", "--json", "truth", environment={"IPT_PUMP_CONTROL": ""}), USAGE)
        self.failed_in_json(self.run_program("bedside", "--json", "--pump-control", "nonsense", "truth"), USAGE)
        self.failed_in_json(self.run_program("bedside", "--json", "--pump-control", NOWHERE, "truth"), UNREACHABLE)

    # ---- bytes that are no text

    def test_bytes_that_are_no_text_come_out_as_text(self):
        for words in ((b"do\xffze",), (b"--y\xffs", b"interrogate"), (b"dose", b"set", b"12\xff0mcg/day", b"--yes"), (b"schedule", b"set", b"/nowhere/\xff\xfe"),
                      (b"--serial", b"a\xff", b"interrogate"), (b"refill", b"--withdrawn", b"1mL", b"--volume", b"20mL", b"--lot", b"B\xff", b"--yes"),
                      (b"refill", b"--withdrawn", b"1mL", b"--volume", b"20mL", b"--drug", b"b\xff", b"--yes"), (b"--identity", b"m\xff", b"interrogate")):
            with self.subTest(words=words):
                self.failed_in_json(self.programmer(b"--json", *words), USAGE)
                self.assertNotIn("protobuf", self.said)
                self.assertEqual(self.said, self.said.encode(errors="surrogateescape").decode(errors="replace"))
        for words in ((b"need\xffle",), (b"needle", b"he\xffart"), (b"--serial", b"a\xff", b"truth"), (b"fill", b"1mL", b"--drug", b"b\xff", b"--concentration", b"2mg/mL"), (b"save", b"a\xff"),
                      (b"restore", b"/tmp/a\xff")):
            with self.subTest(words=words):
                self.failed_in_json(self.bedside(b"--json", *words), USAGE)
                self.assertNotIn("protobuf", self.said)

    def test_control_characters_never_reach_a_terminal(self):
        bad = "\x1b[2J\x9b31m\x07\r"
        named = self.pump.folder / f"na{bad}me"
        written = r"\x1b[2J\xc2\x9b31m\x07\r"  # as a text-format file can hold it
        named.write_text(f'step {{ days: "{written}" }}\n')
        source = (pathlib.Path(__file__).parents[2] / "pump_sim/profiles/ipt-20.txtpb").read_text()
        profile = self.pump.folder / "mine.txtpb"
        profile.write_text(source.replace('source: "', f'source: "{written}').replace('description: "', f'description: "{written}'))
        for done in (self.programmer(f"do{bad}ze"), self.programmer("dose", "set", bad), self.programmer("schedule", "set", named), self.programmer("--serial", bad, "interrogate"),
                     self.programmer("operations", "--settle", bad, "--as", "done"), self.programmer("--json", "dose", "set", bad), self.bedside("needle", bad), self.bedside("--json", "needle", bad),
                     self.bedside("--serial", bad, "truth"), self.bedside("save", self.pump.folder / f"sa{bad}ved"), self.run_program("pump-sim", "--state", self.pump.folder / bad / "x"),
                     self.run_program("pump-sim", "profiles", "show", bad), self.run_program("pump-sim", "profiles", "show", profile)):
            with self.subTest(args=done.args):
                for text in (done.stdout.decode("utf-8"), done.stderr.decode("utf-8")):
                    self.assertEqual([c for c in text if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f")], [])
        self.assertIn(b"\\x1b[2J", done.stdout)  # the profile's own words are still there

    # ---- where nothing can be written

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        told = (("programmer", "interrogate"), ("programmer", "--json", "interrogate"), ("programmer", "--help"), ("programmer", "dose", "set", "--help"), ("programmer", "--version"), ("programmer", "log"),
                ("programmer", "operations"), ("programmer", "pumps"), ("programmer", "alarms"), ("programmer", "program", "show"), ("bedside", "truth"), ("bedside", "--json", "truth"),
                ("bedside", "heard"), ("bedside", "--help"), ("pump-sim", "profiles", "list"), ("pump-sim", "profiles", "show", "ipt-20"), ("pump-sim", "--help"), ("pump-sim", "--version"))
        where = {"IPT_PUMP": self.pump.ready["telemetry"], "IPT_PUMP_CONTROL": self.pump.ready["bedside"], "IPT_RECORDS": str(self.pump.folder / "records")}
        for program, *words in told:
            with self.subTest(program=program, words=words):
                with open("/dev/full", "w") as full:
                    done = self.run_program(program, *words, stdout=full, environment=where)
                self.assertEqual(done.returncode, UNWRITTEN)
                self.assertIn("standard output could not be written", self.said)
                near, far = os.pipe()
                os.close(near)
                done = self.run_program(program, *words, stdout=far, environment=where)
                os.close(far)
                self.assertEqual((done.returncode, "standard output could not be written" in self.said), (UNWRITTEN, True))
                done = self.run_program(program, *words, stdout=None, environment=where, preexec_fn=lambda: os.close(1))
                self.assertEqual((done.returncode, "standard output could not be written" in self.said), (UNWRITTEN, True))

    def test_a_change_is_done_and_settled_although_its_report_cannot_be_written(self):
        with open("/dev/full", "w") as full:
            done = self.programmer("--yes", "dose", "set", "130mcg/day", stdout=full)
            self.assertEqual(done.returncode, UNWRITTEN)
            self.assertIn("stays as it is", self.said)
            self.assertEqual(self.programmer("--yes", "dose", "set", "1mcg/day", stdout=full).returncode, REFUSED)  # the worse news counts
            done = subprocess.run([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "records", "--yes", "dose", "set", "200mcg/day"], stdin=subprocess.DEVNULL,
                                  stdout=full, stderr=full, timeout=PATIENCE)  # a caution is told before anything is sent
            self.assertEqual(done.returncode, UNWRITTEN)
        self.assertEqual([row["outcome"] for row in self.pump.programmer("operations")["operations"]], ["done", "done"])
        self.assertEqual(self.pump.truth()["operations"], 2)

    def test_watching_ends_when_nobody_reads_on(self):
        near, far = os.pipe()
        watching = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry"], "--records", self.pump.folder / "watcher", "watch"],
                                    stdin=subprocess.DEVNULL, stdout=far, stderr=subprocess.PIPE, text=True)
        os.close(far)
        os.read(near, 65536)
        os.close(near)
        while watching.poll() is None:  # bounded: each stop is one more entry that nobody reads
            self.pump.programmer("stop")
        self.assertEqual(watching.returncode, UNWRITTEN)
        self.assertIn("standard output could not be written", watching.stderr.read())
        watching.stderr.close()

    def test_help_names_the_code_of_what_could_not_be_written(self):
        for program in ("programmer", "bedside", "pump-sim"):
            self.assertIn(b"5 done, but standard output or a recording could not be written", self.run_program(program, "--help").stdout)

    # ---- recordings

    def test_a_recording_that_cannot_be_made_is_refused_before_anything_is_done(self):
        done = self.programmer("--record", "/nowhere/recording", "--yes", "dose", "set", "130mcg/day")
        self.assertEqual((done.returncode, self.pump.truth()["operations"]), (USAGE, 0))
        self.assertIn("cannot write the recording '/nowhere/recording'", self.said)
        state = self.pump.folder / "another"
        self.assertEqual(self.run_program("pump-sim", "--state", state, "--record", "/nowhere/recording").returncode, USAGE)
        self.assertIn("cannot write the recording", self.said)
        self.assertFalse((state / "pump.db").exists())

    def test_a_recording_is_written_over_a_recording_and_over_nothing_else(self):
        self.pump.programmer("interrogate")
        for file in (self.pump.folder / "records" / "programmer.db", self.pump.folder / "state" / "pump.db", self.pump.folder / "ready"):
            before = file.read_bytes()
            self.assertEqual(self.programmer("--record", file, "interrogate").returncode, USAGE)
            self.assertIn("is no recording, so it was left as it is", self.said)
            self.assertEqual(file.read_bytes(), before)
        recording = self.pump.folder / "recording"
        sizes = []
        for _ in range(2):
            self.assertEqual(self.programmer("--record", recording, "interrogate").returncode, DONE, self.said)
            sizes.append(recording.stat().st_size)
        self.assertEqual((sizes[0] > 0, sizes[1] < 2 * sizes[0]), (True, True))

    def test_a_recording_that_fails_is_told_once_and_at_the_end(self):
        done = self.programmer("--record", "/dev/full", "--yes", "dose", "set", "130mcg/day")
        self.assertEqual((done.returncode, self.pump.truth()["operations"]), (UNWRITTEN, 1))
        self.assertEqual(self.said.count("recording"), 1)
        self.assertIn("'/dev/full' can no longer be written", self.said)
        recorded = Pump("--record", "/dev/full")
        self.addCleanup(recorded.stop)
        recorded.programmer("interrogate")
        recorded.process.terminate()
        self.assertEqual(recorded.process.wait(PATIENCE), UNWRITTEN)
        self.assertEqual((recorded.folder / "log").read_text().count("can no longer be written"), 1)
        self.assertTrue(pathlib.Path("/dev/full").is_char_device())


if __name__ == "__main__":
    unittest.main(verbosity=1)

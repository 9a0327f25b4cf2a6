"""A recording, read back: what was said and done stands in it, and damage is told where it is."""
import json
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump, control, envelope, reports, therapy


def decode(file, *options):
    return subprocess.run([BIN / "decode", *options, file], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def boundaries(data):
    """Where each frame begins, and the end."""
    found, at = [], 0
    while at < len(data):
        found.append(at)
        size, at = varint(data, at)
        at += size
    return found + [at]


class Decode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """One visit: a dose change, committed and asked for again, and a peer that speaks nonsense."""
        cls.pump = Pump()
        cls.addClassCleanup(cls.pump.stop)
        cls.file = cls.pump.folder / "visit.rec"
        cls.pump.process.terminate()
        cls.pump.process.wait(PATIENCE)
        cls.pump.start("--record", str(cls.file))
        client = cls.pump.client(client_id="Ümit\x1b[2J\u202e")
        committed = client.commit(client.program(130_000, therapy.MODE_AFTER_RUNNING), b"0123456789abcdef")
        assert committed.code == envelope.CODE_OK, committed
        client.ask(get_program=reports.GetProgram())
        client.ask(get_operation=reports.GetOperation(operation_id=b"0123456789abcdef"))
        assert client.stage(b"\xff\xff").refusal.reason == envelope.REASON_BAD_THERAPY
        client.ask(stop=control.Stop(operation_id=b"stop-stop-stop-1"))
        client.say(request=envelope.Request())
        client.close()
        cls.pump.bedside("wait-for", "idle")
        cls.said = client
        cls.whole = cls.file.read_bytes()

    def copy(self, data, name="copy.rec"):
        file = self.pump.folder / name
        file.write_bytes(data)
        return file

    def frame(self, kind, direction):
        done = decode(self.file, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return next(line for line in lines(done) if line["kind"] == kind and line["direction"] == direction)

    def test_every_frame_is_told_with_its_direction_sequence_and_what_it_answers(self):
        frames = lines(decode(self.file, "--json"))
        self.assertEqual(len(frames), len(boundaries(self.whole)) - 1)
        self.assertEqual([(f["direction"], f["kind"], f["seq"], f["reply_to"]) for f in frames[:4]],
                         [("to_pump", "hello", 1, 0), ("from_pump", "welcome", 1, 1), ("to_pump", "acquire_control", 2, 0), ("from_pump", "control", 2, 2)])
        self.assertEqual(frames[0]["ms"], 0)
        self.assertEqual(sorted(f["ms"] for f in frames), [f["ms"] for f in frames])
        self.assertEqual(frames[1]["session_id"], str(self.said.session_id))
        self.assertEqual(frames[1]["body"]["welcome"]["pump_serial"], "ipt-20-0001")
        self.assertEqual(frames[-2]["body"], {"request": {}})
        self.assertEqual(frames[-1]["body"]["response"]["refusal"]["reason"], "REASON_UNKNOWN_REQUEST")

    def test_the_staged_therapy_is_read_from_its_bytes_and_the_receipt_s_and_the_program_s_are_the_same(self):
        staged = self.frame("stage", "to_pump")["inside"]["operation"]
        self.assertEqual(staged, {"pump_serial": "ipt-20-0001", "mode_after": "MODE_AFTER_RUNNING",
                                  "program": {"concentration_ng_per_ml": "2000000", "simple_continuous": {"dose_ng_per_day": "130000"}}})
        self.assertEqual(self.frame("receipt", "from_pump")["inside"]["operation"], staged)
        self.assertEqual(self.frame("program", "from_pump")["inside"]["operation"], staged)

    def test_what_is_committed_and_what_came_of_it_are_read_from_their_bytes(self):
        commit = self.frame("commit", "to_pump")["inside"]["commit_body"]
        receipt = self.frame("receipt", "from_pump")["body"]["response"]["receipt"]
        self.assertEqual((commit["after"], commit["grant"], commit["stage"]), (receipt["after"], receipt["grant"], receipt["stage"]))
        self.assertEqual(commit["after"]["daily_dose_ng"], "130000")
        result = self.frame("committed", "from_pump")["inside"]["result"]
        self.assertEqual((result["kind"], result["in_force"]["daily_dose_ng"]), ("OPERATION_KIND_PROGRAM", "130000"))
        self.assertEqual(self.frame("operation", "from_pump")["inside"]["result"], result)

    def test_therapy_that_cannot_be_read_is_said_to_be_so(self):
        frames = [f for f in lines(decode(self.file, "--json")) if f["kind"] == "stage"]
        self.assertEqual(frames[1]["inside"], {"problem": "bytes that are no TherapyOperation"})

    def test_for_people_each_frame_is_a_line_and_what_lay_in_bytes_stands_in_their_place(self):
        done = decode(self.file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        shown = done.stdout.splitlines()
        self.assertEqual(len(shown), len(boundaries(self.whole)) - 1)
        stage = next(line for line in shown if " stage " in line)
        self.assertRegex(stage, r'^ +\d+\.\d{3} s  > \[[0-9a-f]{4}\] 3 +stage \{"operation":\{"pump_serial":"ipt-20-0001"')
        self.assertIn('"dose_ng_per_day":"130000"', stage)
        self.assertRegex(shown[1], r'^ +\d+\.\d{3} s  < \[[0-9a-f]{4}\] 1 to 1 +welcome \{')
        self.assertIn("(bytes that are no TherapyOperation)", done.stdout)

    def test_IPT_LOG_10_no_name_can_play_with_the_terminal(self):
        for options in ((), ("--json",)):
            self.assertRegex(decode(self.file, *options).stdout, r"\A[\x20-\x7e\n]+\Z")
        self.assertEqual(self.frame("hello", "to_pump")["body"]["hello"]["client_id"], "Ümit\x1b[2J\u202e")

    def test_a_recording_cut_off_anywhere_gives_its_whole_frames_and_one_sentence_with_the_byte(self):
        starts = boundaries(self.whole)
        whole = decode(self.file, "--json").stdout.splitlines()
        for number, start in enumerate(starts[:-1]):
            for cut in {start + 1, (start + starts[number + 1]) // 2, starts[number + 1] - 1}:
                with self.subTest(cut=cut):
                    done = decode(self.copy(self.whole[:cut]), "--json")
                    self.assertEqual(done.returncode, 1)
                    self.assertEqual(done.stdout.splitlines(), whole[:number])
                    self.assertEqual(done.stderr.count("\n"), 1)
                    self.assertIn(f"byte {start}: expected ", done.stderr)
                    self.assertIn("cut off", done.stderr)

    def test_a_damaged_recording_gives_what_is_whole_before_the_damage(self):
        starts = boundaries(self.whole)
        whole = decode(self.file, "--json").stdout.splitlines()
        for junk in (b"\xff" * 40, b"\x00", b"\xff\xff\xff\x01", b"\x03abc", b"\x04\x08\x03\x1a\x00", b"\x04\x08\x01\x1a\x00"):
            with self.subTest(junk=junk):
                done = decode(self.copy(self.whole[:starts[5]] + junk + self.whole[starts[5]:]), "--json")
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stdout.splitlines(), whole[:5])
                self.assertIn(f"byte {starts[5]}: expected ", done.stderr)
                self.assertIn("the 5 frames before it are whole", done.stderr)

    def test_what_is_no_recording_is_said_to_be_none(self):
        for name, content in (("letter", b"Dear aunt,\nthe pump is fine.\n" * 50), ("zeros", bytes(100))):
            with self.subTest(name=name):
                done = decode(self.copy(content, name))
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^tools/decode: ")
                self.assertIn("no recording", done.stderr)
        self.assertEqual(decode(self.pump.folder / "nowhere").returncode, 1)
        self.assertIn("is a folder", decode(self.pump.folder).stderr)

    def test_an_empty_recording_is_no_error(self):
        done = decode(self.copy(b""))
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("no frame was recorded", done.stderr)

    def test_a_frame_that_holds_no_envelope_is_shown_as_it_is_and_the_others_go_on(self):
        starts = boundaries(self.whole)
        foreign = b"\x08\x08\x01\x10\x07\x1a\x02\xff\xff"
        done = decode(self.copy(self.whole[:starts[2]] + foreign + self.whole[starts[2]:]), "--json")
        self.assertEqual(done.returncode, 1)
        frames = lines(done)
        self.assertEqual(len(frames), len(starts))
        self.assertEqual((frames[2]["problem"], frames[2]["payload"]), ("bytes that are no Envelope", "ffff"))
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn(f"byte {starts[2]}: expected a frame with an Envelope", done.stderr)
        self.assertIn("bytes that are no Envelope: ffff", decode(self.copy(self.whole + foreign)).stdout)

    def test_help_shows_examples(self):
        done = subprocess.run([BIN / "decode", "--help"], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0)
        self.assertIn("tools/decode --json visit.rec", done.stdout)
        self.assertEqual(subprocess.run([BIN / "decode"], capture_output=True, timeout=PATIENCE).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=1)

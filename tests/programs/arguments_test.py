"""Arguments that wrap round, say nothing or mean another thing: each is refused with a sentence, and nothing is done."""
import os
import socket
import struct
import subprocess
import unittest

from pump import BIN, PATIENCE, ROOT, Pump, _generated

subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={_generated}", str(ROOT / "proto/bedside/v1/bedside.proto"), str(ROOT / "proto/bedside/v1/mishaps.proto")], check=True)
from bedside.v1 import bedside_pb2 as hands  # noqa: E402

DONE, REFUSED, USAGE, UNREACHABLE = range(4)
END_MS = 100 * 366 * 86_400_000  # the longest life that is simulated


class Arguments(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def run_program(self, name, *words):
        where = {"IPT_PUMP": self.pump.ready["telemetry"], "IPT_PUMP_CONTROL": self.pump.ready["bedside"], "IPT_RECORDS": str(self.pump.folder / "records")}
        done = subprocess.run([BIN / name, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **where})
        self.said = done.stderr
        return done.returncode

    def ask(self, *asks):
        """The bedside's answer to bytes as they are."""
        with socket.socket(socket.AF_UNIX) as bedside:
            bedside.settimeout(PATIENCE)
            bedside.connect(self.pump.ready["bedside"].removeprefix("unix:"))
            for data in asks:
                bedside.sendall(data)
            pending = b""
            while len(pending) < 4 or len(pending) < 4 + struct.unpack(">I", pending[:4])[0]:
                data = bedside.recv(65536)
                self.assertTrue(data, "the bedside hung up")
                pending += data
            return hands.Answer.FromString(pending[4:])

    def framed(self, ask):
        data = ask.SerializeToString()
        return struct.pack(">I", len(data)) + data

    def test_a_number_that_would_wrap_round_is_usage(self):
        for program, *words in (("programmer", "log", "--from", "-1"), ("programmer", "log", "--newest", "-1"), ("programmer", "log", "--from", "0x10"), ("programmer", "log", "--from", "010"),
                                ("programmer", "watch", "--count", "-1"), ("programmer", "alarms", "acknowledge", "-1"), ("programmer", "alarms", "silence", "--", "-1"), ("programmer", "operations", "--newest", "-1"),
                                ("programmer", "alarms", "settings", "--lead", "-1"), ("bedside", "clock", "speed", "-1"), ("bedside", "clock", "speed", "010"), ("bedside", "heard", "--max", "-1"),
                                ("bedside", "fault", "cut-link", "to-pump", "--frame", "-1"), ("bedside", "answer", "commit", "busy", "--times", "-1"),
                                ("pump-sim", "--state", self.pump.folder / "new", "--seed", "-1"), ("pump-sim", "--state", self.pump.folder / "new", "--speed", "-1"),
                                ("pump-sim", "--state", self.pump.folder / "new", "--port", "-1"), ("pump-sim", "--state", self.pump.folder / "new", "--port", "70000")):
            with self.subTest(program=program, words=words):
                self.assertEqual(self.run_program(program, *words), USAGE)
                self.assertTrue(self.said.startswith(program + ": "), self.said)
        self.assertFalse((self.pump.folder / "new").exists())
        self.assertEqual(self.pump.truth()["speed"], 0)

    def test_an_empty_value_is_usage(self):
        operation = self.pump.programmer("--yes", "dose", "set", "130mcg/day")["operation_id"]
        for program, *words in (("bedside", "clock", "speed", ""), ("bedside", "clock", "advance", ""), ("bedside", "save", ""), ("bedside", "--serial", "", "truth"),
                                ("bedside", "fill", "1mL", "--drug", "", "--concentration", "2mg/mL"), ("bedside", "withdraw", ""),
                                ("pump-sim", "--state", self.pump.folder / "new", "--profile", ""), ("pump-sim", "--state", self.pump.folder / "new", "--record", ""), ("pump-sim", "--state", ""),
                                ("pump-sim", "--state", self.pump.folder / "new", "--serial", ""), ("pump-sim", "profiles", "show", ""),
                                ("programmer", "operations", "--settle", "", "--as", "done"), ("programmer", "pumps", "--forget", ""), ("programmer", "--records", "", "pumps"),
                                ("programmer", "--record", "", "interrogate"), ("programmer", "--identity", "", "interrogate"), ("programmer", "--yes", "dose", "set", ""),
                                ("programmer", "--yes", "refill", "--withdrawn", "", "--volume", "20mL")):
            with self.subTest(program=program, words=words):
                self.assertEqual(self.run_program(program, *words), USAGE)
                self.assertIn("it is empty: an unset variable, perhaps?", self.said)
        self.assertFalse((self.pump.folder / "new").exists())
        self.assertEqual([row["operation_id"] for row in self.pump.programmer("operations")["operations"]], [operation])

    def test_a_lead_of_no_days_is_a_lead(self):
        told = self.pump.programmer("--yes", "alarms", "settings", "--lead", "0")
        self.assertEqual((told["status"]["refill_lead_days"], told["status"]["low_reservoir_level_nl"]), (0, 2_000_000))
        self.pump.programmer("--yes", "alarms", "settings", "--lead", "31", code=USAGE)

    def test_both_micro_signs_are_units(self):
        for dose, expected in (("130\u00b5g/day", 130_000), ("140\u03bcg/day", 140_000)):
            self.assertEqual(self.pump.programmer("--yes", "dose", "set", dose)["new"]["daily_dose_ng"], expected)

    def test_a_telemetry_endpoint_is_no_bedside(self):
        for endpoint in ("telemetry", "telemetry_unix"):
            for serial in ((), ("--serial", "ipt-20-0001")):
                self.assertEqual(self.run_program("bedside", "--pump-control", self.pump.ready[endpoint], *serial, "truth"), UNREACHABLE)
                self.assertIn("telemetry endpoint? Give `bedside` of its ready file", self.said)

    def test_a_leap_that_does_not_say_how_far_is_refused(self):
        ask = hands.Ask(pump_serial="ipt-20-0001", advance_clock=hands.AdvanceClock())
        answer = self.ask(self.framed(ask))
        self.assertEqual((answer.ok, answer.text.startswith("how far?")), (False, True))

    def test_an_ask_that_is_too_long_is_told_so(self):
        answer = self.ask(struct.pack(">I", 100_000))
        self.assertEqual((answer.ok, "65536 bytes" in answer.text), (False, True))
        self.assertEqual(self.run_program("bedside", "fill", "1mL", "--drug", "b" * 100_000, "--concentration", "2mg/mL"), USAGE)
        self.assertIn("an ask has at most 65536 bytes", self.said)
        self.assertEqual(self.run_program("bedside", "fill", "1mL", "--drug", "b" * 60_000, "--concentration", "2mg/mL"), REFUSED)
        self.assertEqual(self.pump.truth()["injected_nl"], 0)

    def test_no_speed_and_no_restart_takes_the_clock_beyond_the_end(self):
        self.pump.bedside("clock", "advance", "36599d23h59min59s")
        self.pump.bedside("clock", "speed", "86400")
        while self.pump.truth()["uptime_ms"] < END_MS:  # bounded: a second of pump time passes within a millisecond
            self.assertIsNone(self.pump.process.poll())
        self.pump.programmer("interrogate")
        self.pump.kill()
        self.pump.start()
        self.assertEqual(self.pump.truth()["uptime_ms"], END_MS)
        self.pump.bedside("clock", "advance", "1s", code=REFUSED)
        self.pump.bedside("clock", "advance", "until-event", code=REFUSED)

    def test_the_limit_of_a_bolus_is_that_of_the_time_that_it_names(self):
        told = self.pump.programmer("--yes", "bolus", "1000mg", "--over", "20min", code=REFUSED)["refusal"]
        self.assertIn("within 20 min", told["text"])
        self.assertNotIn("24 h", told["text"])
        self.pump.programmer("--yes", "bolus", f"{told['limit'] + 1}ng", "--over", "20min", code=REFUSED)
        self.assertEqual(self.pump.programmer("--yes", "bolus", f"{told['limit']}ng", "--over", "20min")["outcome"], "done")


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""The pairing of section 25 of proto/SPEC.md, reckoned anew by Python, protobuf's compiler and openssl alone."""
import hashlib
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def output(*words, data):
    return subprocess.run(words, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout


def protoc(mode, data):
    return output("protoc", f"-I{ROOT / 'proto'}", f"--{mode}=ipt.v1.PairingMessage", "ipt/v1/pairing.proto", data=data)


def sha256(data):
    return hashlib.sha256(data).digest()


class Golden(unittest.TestCase):
    def setUp(self):
        spec = (ROOT / "proto/SPEC.md").read_text(encoding="utf-8")
        self.section = spec.split("\n## 25. ", 1)[1].split("\n## ", 1)[0]
        self.bytes, self.texts = {}, {}
        for part in self.section.split("\n### ")[1:]:
            name = part.split("\n", 1)[0]
            for kind, _, body in FENCE.findall(part):
                if kind == "hex":
                    self.bytes[name] = bytes.fromhex(body)
                else:
                    self.texts[name] = body

    def test_every_frame_is_the_message_of_its_text(self):
        self.assertEqual(len(self.texts), 6)
        for name, text in self.texts.items():
            frame = self.bytes[name]
            with self.subTest(name):
                self.assertEqual(int.from_bytes(frame[:4], "big"), len(frame) - 4)
                self.assertLessEqual(len(frame) - 4, 4096)
                self.assertEqual(protoc("encode", text.encode()), frame[4:])
                self.assertEqual(protoc("decode", frame[4:]).decode(), text)

    def content(self, name, head):
        """The bytes of the last field of a message, behind what stands before it."""
        frame = self.bytes[name]
        self.assertEqual(frame[4:4 + len(head)], head)
        return frame[4 + len(head):]

    def test_the_commitment_and_the_digits_follow_from_what_was_said(self):
        transcript = b"ipt/1 pair\0" + b"".join(sha256(part) for part in (
            self.bytes["The pump's key"], self.bytes["The programmer's key"], b"IPT-0001", self.bytes["PairHello"], self.bytes["PairWelcome"]))
        transcript += bytes([2]) + (7).to_bytes(4, "big")
        self.assertEqual(self.bytes["T"], transcript)
        pump = self.content("PairReveal", bytes.fromhex("2a220a20"))
        programmer = self.content("PairNonce", bytes.fromhex("22220a20"))
        self.assertEqual((pump, programmer), (bytes(range(0x40, 0x60)), bytes(range(0x80, 0xa0))))
        self.assertEqual(self.content("PairCommit", bytes.fromhex("1a220a20")), sha256(transcript + b"\x01" + pump))
        number = int.from_bytes(sha256(transcript + b"\x02" + pump + programmer)[:8], "big") % 1_000_000
        self.assertIn(f"**{number:06}**", self.section)

    def test_the_certificate_is_for_the_programmers_key(self):
        hello = self.bytes["PairHello"]
        der = hello[hello.index(b"\x30\x82"):]
        der = der[:4 + int.from_bytes(der[2:4], "big")]
        self.assertTrue(hello.endswith(der + b"\x1a\x06ward-3"))
        public = output("openssl", "x509", "-inform", "DER", "-noout", "-pubkey", data=der)
        self.assertEqual(output("openssl", "pkey", "-pubin", "-outform", "DER", data=public), self.bytes["The programmer's key"])


if __name__ == "__main__":
    unittest.main(verbosity=1)

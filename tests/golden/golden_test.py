"""The worked examples of proto/SPEC.md, judged by protobuf's own compiler alone: nothing of ours takes part.

Every frame has the length that it says, holds the Envelope that the text gives, and the bytes inside it hold what the
texts behind it give; all of these texts make the same bytes again. A damaged example fails, which is tried too.
When a text was changed on purpose, the failure names the hex that it makes now.
"""
import ast
import hashlib
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Which bytes field holds which message.
INNER = {"ipt.v1.TherapyOperation": "operation", "ipt.v1.CommitBody": "commit_body", "ipt.v1.OperationResult": "result"}


def protoc(mode, message, data):
    done = subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--{mode}={message}", "ipt/v1/envelope.proto"],
                          input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise AssertionError(f"protoc --{mode} {message}: {done.stderr.decode()}")
    return done.stdout


def examples(text):
    """(name, frame as hex, [(message, text), …]) of every example of section 23."""
    section = text.split("\n## 23. ", 1)[1].split("\n## ", 1)[0]
    for part in section.split("\n### ")[1:]:
        fences = FENCE.findall(part)
        assert fences and fences[0][0] == "hex" and all(kind == "textproto" for kind, _, _ in fences[1:]), part[:40]
        yield part.split("\n", 1)[0], fences[0][2], [(message, body) for _, message, body in fences[1:]]


def field_of(text, name):
    """The bytes of one field, out of protobuf's text format."""
    found = re.findall(rf'^\s*{name}: ("(?:\\.|[^"\\])*")$', text, re.MULTILINE)
    assert len(found) == 1, f"{len(found)} fields {name}"
    return ast.literal_eval("b" + found[0])


def judge(name, frame, texts):
    """Raises AssertionError, with the hex that would be right, unless everything fits."""
    frame = bytes.fromhex(frame)
    assert int.from_bytes(frame[:4], "big") == len(frame) - 4, f"{name}: the length is not that of the rest"
    (outer, envelope), *inner = texts
    assert outer == "ipt.v1.Envelope", f"{name}: the first text is no Envelope"
    pieces = [(outer, frame[4:], envelope)]
    pieces += [(message, field_of(envelope, INNER[message]), body) for message, body in inner]
    for message, data, body in pieces:
        again = protoc("encode", message, body.encode())
        assert again == data, f"{name}: the text of {message} makes {len(again):08x} {again.hex(' ')}"
        assert protoc("decode", message, data).decode() == body, f"{name}: the bytes are not the {message} of the text"


class Golden(unittest.TestCase):
    def setUp(self):
        self.spec = (ROOT / "proto/SPEC.md").read_text(encoding="utf-8")
        self.examples = list(examples(self.spec))

    def test_every_example_is_what_it_says(self):
        names = [name for name, _, _ in self.examples]
        self.assertGreaterEqual(len(names), 12)
        self.assertEqual(len(names), len(set(names)))
        for name, frame, texts in self.examples:
            with self.subTest(name):
                judge(name, frame, texts)

    def test_every_bytes_field_of_an_example_is_explained(self):
        for name, _, texts in self.examples:
            fields = set(re.findall(r'^\s*(operation|commit_body|result): "', texts[0][1], re.MULTILINE))
            self.assertEqual(fields, {INNER[message] for message, _ in texts[1:]}, name)

    def test_a_damaged_example_fails(self):
        for name, frame, texts in self.examples:
            digits = [place for place, digit in enumerate(frame) if digit in "0123456789abcdef"]
            for place in (digits[7], digits[len(digits) // 2], digits[-1]):
                other = "0" if frame[place] != "0" else "1"
                with self.subTest(name, place=place), self.assertRaises(AssertionError):
                    judge(name, frame[:place] + other + frame[place + 1:], texts)
            with self.subTest(name, cut=True), self.assertRaises(AssertionError):
                judge(name, frame.rsplit(maxsplit=1)[0], texts)
            for number, (message, body) in enumerate(texts):
                line = re.search(r"^.*?\d(?=\D*$)", body, re.DOTALL)
                if line is None:
                    continue
                last = int(line.group(0)[-1])
                changed = line.group(0)[:-1] + str((last + 1) % 10) + body[line.end():]
                with self.subTest(name, message=message), self.assertRaises(AssertionError):
                    judge(name, frame, texts[:number] + [(message, changed)] + texts[number + 1:])

    def test_the_digests_are_those_of_the_bytes(self):
        texts = {name: texts for name, _, texts in self.examples}
        staged = hashlib.sha256(field_of(texts["Stage"][0][1], "operation")).digest()
        self.assertEqual(field_of(texts["Receipt"][0][1], "operation"), field_of(texts["Stage"][0][1], "operation"))
        self.assertEqual(field_of(texts["Receipt"][0][1], "digest"), staged)
        self.assertEqual(field_of(texts["Commit"][1][1], "digest"), staged)
        self.assertEqual(field_of(texts["Committed"][1][1], "program_digest"), staged)

    def test_the_ping_of_section_1_is_a_ping(self):
        found = re.search(r"A Ping: +((?:[0-9a-f]{2} ?| *\| *)+)\n", self.spec)
        frame = bytes.fromhex(found.group(1).replace("|", ""))
        self.assertEqual(frame[:4], (len(frame) - 4).to_bytes(4, "big"))
        self.assertEqual(protoc("decode", "ipt.v1.Envelope", frame[4:]).decode(),
                         f"session_id: {0x1122334455667788}\nseq: 2\nping {{\n}}\n")


if __name__ == "__main__":
    unittest.main(verbosity=1)

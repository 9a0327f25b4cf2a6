"""Somebody who wants to be trusted: on the pairing port, by guessing, and between two people who pair."""
import hashlib
import os
import socket
import ssl
import struct

from attack import attack
from bed import PATIENCE, CLINICIAN, Keys, Protected, lets_in

from ipt.v1 import pairing_pb2 as pairing

sha = lambda data: hashlib.sha256(data).digest()


def frame_of(**body):
    message = pairing.PairingMessage(**body).SerializeToString()
    return struct.pack(">I", len(message)) + message


def public_key(certificate_der):
    """The SubjectPublicKeyInfo of a certificate, found as what stands behind the names: P-256 keys are 91 bytes."""
    start = certificate_der.index(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200"))
    return certificate_der[start:start + 91]


class Programmer:
    """The programmer's side of a pairing, up to the digits, by Python's own ssl and hashlib. With `seen_…` it is one that was
    shown something else by somebody between, who has made a commitment of his own fit."""

    def __init__(self, endpoint, keys, seen_key=None, seen_hello=None):
        host, port = endpoint.removeprefix("tls:").removeprefix("tcp:").rsplit(":", 1)
        raw = socket.create_connection((host, int(port)), timeout=PATIENCE)
        try:
            self.socket = keys.context(protocols=("ipt-pair/1",), shows=False).wrap_socket(raw)
        except BaseException:
            raw.close()
            raise
        self.socket.settimeout(PATIENCE)
        self.pending = b""
        pump = sha(seen_key or public_key(self.socket.getpeercert(binary_form=True)))
        hello = frame_of(hello=pairing.PairHello(versions=[1], certificate=ssl.PEM_cert_to_DER_cert(keys.certificate.read_text()), name="python"))
        self.socket.sendall(hello)
        welcome, said = self.receive("welcome")
        commitment = self.receive("commit")[1].commitment
        own = os.urandom(32)
        self.socket.sendall(frame_of(nonce=pairing.PairNonce(nonce=own)))
        theirs = self.receive("reveal")[1].nonce
        transcript = (b"ipt/1 pair\0" + pump + keys.fingerprint + sha(said.serial.encode()) + sha(seen_hello(hello) if seen_hello else hello) + sha(welcome)
                      + struct.pack(">BI", said.role, said.arming_number))
        if not seen_key and not seen_hello:
            assert sha(transcript + b"\1" + theirs) == commitment, "the pump did not reveal what it had committed to"
        self.digits = f"{int.from_bytes(sha(transcript + bytes([2]) + theirs + own)[:8], 'big') % 10**6:06}"

    def receive(self, kind):
        while len(self.pending) < 4 or len(self.pending) < 4 + struct.unpack(">I", self.pending[:4])[0]:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError(f"no {kind}, but the end")
            self.pending += data
        size = 4 + struct.unpack(">I", self.pending[:4])[0]
        frame, self.pending = self.pending[:size], self.pending[size:]
        message = pairing.PairingMessage.FromString(frame[4:])
        if message.WhichOneof("body") != kind:
            raise ConnectionError(f"no {kind}, but {message}")
        return frame, getattr(message, kind)

    def confirm(self):
        self.socket.sendall(frame_of(confirmed=pairing.PairConfirmed()))
        self.receive("confirmed")

    def close(self):
        self.socket.close()


def comes_in(bed, keys):
    return lets_in(lambda: Protected(bed.pump, keys.context()))


@attack("pairing", "two people who compare digits pair a programmer; a revoked one is out at once, its session too")
def as_it_should_be(bed):
    keys = Keys(bed.folder.name, "newcomer")
    endpoint = bed.pump.bedside("arm", "clinician")["endpoint"]
    programmer = Programmer(endpoint, keys)
    assert not comes_in(bed, keys)  # nothing is stored before it is confirmed
    assert bed.pump.bedside("pairing")["digits"] == programmer.digits
    bed.pump.bedside("confirm", programmer.digits)
    assert not comes_in(bed, keys)  # at one side alone it is not confirmed
    programmer.confirm()
    programmer.close()
    client = Protected(bed.pump, keys.context())
    bed.pump.bedside("pairings", "revoke", keys.fingerprint.hex())
    assert client.receive().goodbye.reason == 12  # REVOKED
    client.close()
    assert not comes_in(bed, keys)


@attack("pairing", "a pump that is not armed has no pairing port, and one that was has none any more", works=True)  # it boots
def unarmed(bed):
    assert not bed.pump.bedside("pairing").get("endpoint")
    endpoint = bed.pump.bedside("arm", "clinician")["endpoint"]
    bed.pump.bedside("reset")
    try:
        Programmer(endpoint, bed.stranger).close()
    except (OSError, ConnectionError):
        return
    raise AssertionError("the port was still open after a reset")


@attack("pairing", "digits that are guessed pair nobody: each start is new, and after three the pump is not armed any more")
def guessed(bed):
    endpoint = bed.pump.bedside("arm", "clinician")["endpoint"]
    for _ in range(3):
        programmer = Programmer(endpoint, bed.stranger)
        wrong = f"{(int(programmer.digits) + 1) % 10**6:06}"
        bed.pump.bedside("confirm", wrong, code=1)
        programmer.close()
    assert not bed.pump.bedside("pairing").get("armed")
    try:
        Programmer(endpoint, bed.stranger).close()
    except (OSError, ConnectionError):
        assert not comes_in(bed, bed.stranger)
        return
    raise AssertionError("a fourth start was let in")


@attack("pairing", "somebody between two who pair shows them different digits, whatever he changes")
def between(bed):
    victim = Keys(bed.folder.name, "victim")
    pretended = public_key(ssl.PEM_cert_to_DER_cert(victim.certificate.read_text()))
    for name, made in (("his own certificate to the programmer", dict(seen_key=pretended)),
                       ("another name to the pump", dict(seen_hello=lambda frame: frame.replace(b"python", b"Python")))):
        endpoint = bed.pump.bedside("arm", "clinician")["endpoint"]
        programmer = Programmer(endpoint, victim, **made)
        assert bed.pump.bedside("pairing")["digits"] != programmer.digits, name
        bed.pump.bedside("confirm", programmer.digits, code=1)
        programmer.close()
        assert not comes_in(bed, victim), name


@attack("pairing", "who only confirms, without a person at the pump, is not paired", works=True)  # it boots
def alone(bed):
    keys = Keys(bed.folder.name, "hasty")
    endpoint = bed.pump.bedside("arm", "clinician")["endpoint"]
    programmer = Programmer(endpoint, keys)
    programmer.socket.sendall(frame_of(confirmed=pairing.PairConfirmed()))
    assert not comes_in(bed, keys)
    programmer.close()
    bed.pump.bedside("reset")
    assert not comes_in(bed, keys)


@attack("pairing", "frames that are too long, of nothing or of no message end a start, and the pump is unmoved")
def malformed(bed):
    for bytes_sent in (struct.pack(">I", 0), struct.pack(">I", 4097) + b"x" * 100, struct.pack(">I", 0xFFFFFFFF), frame_of(nonce=pairing.PairNonce(nonce=b"n" * 32)),
                       struct.pack(">I", 100) + os.urandom(100)):
        endpoint = bed.pump.bedside("arm", "clinician")["endpoint"]
        host, port = endpoint.removeprefix("tls:").removeprefix("tcp:").rsplit(":", 1)
        with bed.stranger.context(protocols=("ipt-pair/1",), shows=False).wrap_socket(socket.create_connection((host, int(port)), timeout=PATIENCE)) as link:
            link.settimeout(PATIENCE)
            link.sendall(bytes_sent)
            answer = b""
            try:
                while data := link.recv(4096):
                    answer += data
            except OSError:
                pass
            assert pairing.PairingMessage.FromString(answer[4:]).HasField("refused"), bytes_sent[:8]
    assert not comes_in(bed, bed.stranger)

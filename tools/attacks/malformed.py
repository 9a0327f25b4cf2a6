"""Bytes that are no message, or a message made to hurt."""
import os
import socket
import struct
import time

from attack import attack
from bed import PATIENCE, CLINICIAN, Protected, control, ending, envelope, reports, therapy

MOST = 64 * 1024
MOST_BEFORE_WELCOME = 4 * 1024


@attack("frames", "lengths of 0, one too many and 4 GiB end the link with the reason, before and after Welcome")
def lengths(bed):
    for greet, most in ((False, MOST_BEFORE_WELCOME), (True, MOST)):
        for length in (0, most + 1, 0x7FFFFFFF, 0xFFFFFFFF):
            client = bed.clinician(greet=greet)
            client.send_bytes(struct.pack(">I", length) + b"\0" * 16)
            assert ending(client) == "BAD_FRAME", (greet, length)
            client.close()


@attack("frames", "one byte, and as many as may be, are no message and end the link with the reason")
def sizes(bed):
    for size in (1, MOST):
        client = bed.clinician()
        client.send_frame(b"\xff" * size)
        assert ending(client) == "BAD_MESSAGE", size
        client.close()


@attack("frames", "the greatest message that makes sense is answered")
def greatest(bed):
    client = bed.clinician()
    client.ask(acquire_control=control.AcquireControl())
    response = client.ask(stage=control.Stage(operation=b"\0" * (MOST - 200)))
    assert (response.code, response.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_BAD_THERAPY), response
    client.close()


@attack("frames", "random bytes in a session end it or are refused, whatever they are")
def noise(bed):
    for _ in range(50):
        client = bed.clinician()
        client.send_frame(os.urandom(200))
        assert ending(client) in ("BAD_MESSAGE", "BAD_SEQUENCE", "BAD_SESSION", "UNEXPECTED")
        client.close()


@attack("messages", "ten thousand groups and messages in one another are no message, and cost no stack")
def nesting(bed):
    groups = b"\x7b" * 10_000 + b"\x7c" * 10_000  # field 15 as a group: what nobody knows can nest for ever
    messages = b""
    while len(messages) < 30_000:
        messages = varint(field_of("request") << 3 | 2) + varint(len(messages)) + messages  # a request in a request in …
    for bomb, endings in ((groups, ("BAD_MESSAGE",)), (messages, ("BAD_MESSAGE", "BAD_SEQUENCE", "BAD_SESSION"))):
        client = bed.clinician()
        client.send_frame(bomb)
        end = ending(client)
        assert end in endings, end
        client.close()
        client = bed.clinician()
        response = client.stage(bomb)
        assert (response.code, response.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_BAD_THERAPY), response
        client.close()


def varint(number):
    out = b""
    while number >= 128:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


@attack("messages", "unknown fields are passed over in telemetry, and refused in therapy bytes")
def unknown_fields(bed):
    junk = varint(15 << 3 | 2) + varint(30_000) + b"j" * 30_000
    client = bed.clinician()
    client.seq += 1
    asked = envelope.Envelope(session_id=client.session_id, seq=client.seq, request=envelope.Request(get_status=reports.GetStatus())).SerializeToString()
    client.send_frame(asked + junk)
    assert client.receive().response.code == envelope.CODE_OK
    response = client.stage(client.program(150_000).SerializeToString() + junk)
    assert (response.code, response.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_BAD_THERAPY), response
    client.close()


@attack("messages", "text that is no UTF-8 is no message")
def no_text(bed):
    hello = envelope.Hello(minor_versions=[0], client_id="x", role=CLINICIAN).SerializeToString().replace(b"x", b"\xff")
    client = bed.clinician(greet=False)
    client.seq += 1
    client.send_frame(varint(1 << 3) + varint(0) + varint(2 << 3) + varint(client.seq) + varint(field_of("hello") << 3 | 2) + varint(len(hello)) + hello)
    assert ending(client) == "BAD_MESSAGE"
    client.close()


def field_of(name):
    return envelope.Envelope.DESCRIPTOR.fields_by_name[name].number


@attack("messages", "control characters that go into the log come out of it escaped, in the programmer and here as they were", works=True)
def log_injection(bed):
    evil = "\x1b[2J\r\n9999  forged line"
    client = bed.clinician()
    refill = therapy.TherapyOperation(pump_serial="P-1", mode_after=therapy.MODE_AFTER_UNCHANGED, refill=therapy.Refill(
        volume_nl=18_000_000, drug="baclofen", concentration_ng_per_ml=2_000_000, lot=evil))
    response = client.commit(refill, os.urandom(16))
    assert response.code in (envelope.CODE_OK, envelope.CODE_REFUSED), response
    hello = bed.observer(greet=False)
    hello.send(hello=envelope.Hello(minor_versions=[0], client_id=evil, role=CLINICIAN, pump_serial="P-1"))
    assert ending(hello) == "NOT_ALLOWED"
    hello.close()
    for entry in client.ask(read_log=reports.ReadLog(security=True)).log.entries:
        assert "\x1b" not in entry.who + entry.why and "\n" not in entry.who + entry.why, entry
    client.close()


@attack("slow", "who sends a byte now and then is let go when its time for Hello is over, not kept for ever")
def one_byte_at_a_time(bed):
    began = time.monotonic()
    client = bed.clinician(greet=False)
    hello = envelope.Envelope(seq=1, hello=envelope.Hello(minor_versions=[0], client_id="x" * 60, role=CLINICIAN)).SerializeToString()
    client.socket.settimeout(0.2)
    over = False
    for byte in struct.pack(">I", len(hello)) + hello:
        try:
            client.send_bytes(bytes([byte]))
            over = client.receive() is not None or True
        except TimeoutError:
            continue
        except OSError:
            over = True
        if over:
            break
    assert over and time.monotonic() - began < PATIENCE
    client.close()


@attack("slow", "silent links, plain and half-way through a handshake, cost others nothing and are let go")
def half_open(bed):
    host, port = bed.pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
    silent = [socket.create_connection((host, int(port)), timeout=PATIENCE) for _ in range(60)]
    for end in silent[:30]:
        end.sendall(b"\x16\x03\x01\x02")  # the beginning of a handshake
    client = bed.clinician()
    assert client.ask(get_status=reports.GetStatus()).code == envelope.CODE_OK
    client.close()
    for end in silent[30:]:
        end.settimeout(PATIENCE)
        end.recv(1024)  # each is told or closed; a hang would be a timeout here
    for end in silent:
        end.close()


@attack("slow", "who never reads its answers is dropped, and others are served meanwhile")
def never_reads(bed):
    hog, other = bed.clinician(), bed.clinician()
    hog.socket.settimeout(2)
    asked = 0
    try:
        for _ in range(20_000):
            hog.send(request=envelope.Request(read_log=reports.ReadLog()))
            asked += 1
    except OSError:
        pass
    assert other.ask(get_status=reports.GetStatus()).code == envelope.CODE_OK
    hog.close()
    other.close()


@attack("slow", "who asks for much and reads late gets every answer whole, once and in its order", works=True)
def reads_late(bed):
    busy = bed.clinician()
    for _ in range(1_000):
        assert busy.ask(stop=control.Stop(operation_id=os.urandom(16))).code == envelope.CODE_OK
    assert busy.commit(busy.program(120_000, mode_after=1), os.urandom(16)).code == envelope.CODE_OK
    busy.close()
    late = bed.clinician(greet=False, receive_buffer=4_096)
    late.say(hello=envelope.Hello(minor_versions=[0], client_id="x", role=CLINICIAN, pump_serial="P-1"))
    first = late.seq + 1
    asked = b""
    for seq in range(first, first + 150):  # in one piece, so that the answers come in one as well
        message = envelope.Envelope(session_id=late.session_id, seq=seq, request=envelope.Request(read_log=reports.ReadLog())).SerializeToString()
        asked += struct.pack(">I", len(message)) + message
    late.send_bytes(asked)
    bed.pump.truth()  # by now the pump has met them all, and its socket has long been full
    for seq in range(first, first + 150):
        said = late.receive()
        assert said is not None and said.reply_to == seq and len(said.response.log.entries) >= 200, (seq, said and len(said.response.log.entries))
    late.close()

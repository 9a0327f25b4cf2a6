"""What was said before, said again; and what was said in another order."""
import os
import socket
import struct
import threading

from attack import attack
from bed import PATIENCE, Protected, control, ending, envelope, lets_in, reports


def done_once(bed):
    """A dose change and back, so that the pump is as before but for its counters; gives the bytes of the first commit."""
    client = bed.clinician()
    body = client.commit_body(client.stage(client.program(140_000)), os.urandom(16)).SerializeToString()
    assert client.ask(commit=control.Commit(commit_body=body)).code == envelope.CODE_OK
    assert client.commit(client.program(120_000), os.urandom(16)).code == envelope.CODE_OK
    return client, body


@attack("replay", "a commit sent again in its session, in a new one and after a reboot is told, not done again", works=True)
def commit_again(bed):
    client, body = done_once(bed)
    before = bed.pump.truth()["operations"]

    def again(client):
        response = client.ask(commit=control.Commit(commit_body=body))
        assert (response.code, response.committed.replayed) == (envelope.CODE_OK, True), response
        assert bed.pump.truth()["operations"] == before
    again(client)
    client.close()
    client = bed.clinician()
    again(client)
    client.close()
    bed.pump.bedside("reset")
    client = bed.clinician()
    again(client)
    assert client.status().daily_dose_ng == 120_000
    client.close()


@attack("replay", "the same id with other bytes, and the same bytes from somebody else, are a conflict", works=True)
def borrowed_id(bed):
    client, body = done_once(bed)
    changed = control.CommitBody.FromString(body)
    changed.expected_state_version += 1
    response = client.ask(commit=control.Commit(commit_body=changed.SerializeToString()))
    assert (response.code, response.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_CONFLICT), response
    client.close()


@attack("replay", "a frame repeated, skipped or out of order ends the session")
def sequence(bed):
    for numbers in ([2, 2], [2, 4], [3], [1], [2, 3, 2], [0], [2**64 - 1]):
        client = bed.clinician()
        for number in numbers:
            client.send_frame(envelope.Envelope(session_id=client.session_id, seq=number, request=envelope.Request(get_status=reports.GetStatus())).SerializeToString())
        assert ending(client) == "BAD_SEQUENCE", numbers
        client.close()


@attack("hijack", "a session's number in another session ends that one and leaves the first")
def session_number(bed):
    victim, attacker = bed.clinician(), bed.clinician()
    attacker.session_id = victim.session_id
    attacker.send(request=envelope.Request(get_status=reports.GetStatus()))
    assert ending(attacker) == "BAD_SESSION"
    attacker.close()
    assert victim.ask(get_status=reports.GetStatus()).code == envelope.CODE_OK
    victim.close()


@attack("hijack", "a newer session of the same programmer takes control, and the older one's stage is dead")
def takeover(bed):
    first, second = bed.clinician(), bed.clinician()
    body = first.commit_body(first.stage(first.program(150_000)), os.urandom(16)).SerializeToString()
    assert second.ask(acquire_control=control.AcquireControl()).control.taken_over
    response = first.ask(commit=control.Commit(commit_body=body))
    assert (response.code, response.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_SUPERSEDED), response
    response = second.ask(commit=control.Commit(commit_body=body))
    assert response.code == envelope.CODE_REFUSED, response
    first.close()
    second.close()


class Between:
    """Somebody on the wire between a programmer and the pump: hears all, and may change what goes to the pump."""

    def __init__(self, pump, change=lambda record: [record]):
        self.to = pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
        self.change, self.heard = change, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        client, _ = self.listener.accept()
        pump = socket.create_connection((self.to[0], int(self.to[1])))
        client.settimeout(PATIENCE)
        pump.settimeout(PATIENCE)
        back = threading.Thread(target=self.carry_back, args=(pump, client), daemon=True)
        back.start()
        pending = b""
        try:
            while data := client.recv(65536):
                pending += data
                while len(pending) >= 5 and len(pending) >= 5 + struct.unpack(">H", pending[3:5])[0]:
                    size = 5 + struct.unpack(">H", pending[3:5])[0]
                    record, pending = pending[:size], pending[size:]
                    self.heard.append(record)
                    for one in self.change(record):
                        pump.sendall(one)
        except OSError:
            pass
        for end in (pump, client):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        back.join(PATIENCE)
        pump.close()
        client.close()

    @staticmethod
    def carry_back(pump, client):
        try:
            while data := pump.recv(65536):
                client.sendall(data)
        except OSError:
            pass
        try:
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        self.listener.close()
        self.thread.join(PATIENCE)


@attack("replay", "what was heard on the wire, played to the pump again, gets no Welcome, also after a reboot", works=True)
def recorded(bed):
    between = Between(bed.pump)
    client = Protected(bed.pump, bed.anna.context(), port=between.port)
    assert client.commit(client.program(150_000), os.urandom(16)).code == envelope.CODE_OK
    assert client.commit(client.program(120_000), os.urandom(16)).code == envelope.CODE_OK
    client.close()
    between.close()
    operations = bed.pump.truth()["operations"]
    for reboot in (False, True):
        if reboot:
            bed.pump.bedside("reset")
        host, port = bed.pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as replay:
            try:
                for record in between.heard:
                    replay.sendall(record)
                while replay.recv(65536):
                    pass
            except OSError:
                pass
        assert bed.pump.truth()["operations"] == operations


@attack("wire", "a record dropped, doubled, swapped or changed on the wire ends the link, and nothing is done")
def tampered(bed):
    held = []

    def swapped(record):
        held.append(record)
        return [held[1], held[0]] if len(held) == 2 else []
    dropped = iter([[]])
    for name, meddle in (("dropped", lambda record: next(dropped, [record])), ("doubled", lambda record: [record, record]), ("swapped", swapped),
                         ("changed", lambda record: [record[:-1] + bytes([record[-1] ^ 1])])):
        between = Between(bed.pump)
        client = Protected(bed.pump, bed.anna.context(), port=between.port)
        body = client.commit_body(client.stage(client.program(150_000)), os.urandom(16)).SerializeToString()
        operations = bed.pump.truth()["operations"]
        between.change = meddle
        try:
            client.send(request=envelope.Request(get_status=reports.GetStatus()))
            client.send(request=envelope.Request(commit=control.Commit(commit_body=body)))
            while (said := client.receive()) is not None:
                assert not said.response.HasField("committed"), name
        except OSError:
            pass
        client.close()
        between.close()
        assert bed.pump.truth()["operations"] == operations, name


@attack("replay", "a session that is over cannot be taken up again")
def resumed(bed):
    context = bed.anna.context()
    client = Protected(bed.pump, context)
    session = client.socket.session
    client.close()
    assert session is None or not session.has_ticket
    assert lets_in(lambda: Protected(bed.pump, context))

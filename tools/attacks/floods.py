"""Many at once: what is scarce stays for who is paired, and a Stop is never kept waiting."""
import os
import socket
import statistics
import struct
import threading
import time

from attack import attack
from bed import PATIENCE, Protected, control, envelope, lets_in, reports

ELSEWHERE = "127.0.0.2"  # where nobody paired has come from


def stop_of(client):
    began = time.monotonic()
    response = client.ask(stop=control.Stop(operation_id=os.urandom(16)))
    assert (response.code, response.stopped.durable) == (envelope.CODE_OK, True), response
    return time.monotonic() - began


@attack("flood", "while strangers shake hands without end, an open session's Stop is obeyed, and therapy is theirs only who are paired", works=True)
def handshakes(bed):
    client = bed.clinician()
    quiet = [stop_of(client) for _ in range(50)]
    context, let_in = bed.stranger.context(), []
    begin = threading.Barrier(5)

    def knock():
        begin.wait(PATIENCE)
        for _ in range(bed.strangers // 4):
            if lets_in(lambda: Protected(bed.pump, context, source=ELSEWHERE)):
                let_in.append(True)
    crowd = [threading.Thread(target=knock) for _ in range(4)]
    for one in crowd:
        one.start()
    begin.wait(PATIENCE)
    waits = []
    while any(one.is_alive() for one in crowd):
        waits.append(stop_of(client))
    for one in crowd:
        one.join(PATIENCE)
    assert not let_in and waits
    resumed = client.commit(client.program(120_000, mode_after=1), os.urandom(16))
    assert resumed.code == envelope.CODE_OK, resumed
    client.close()
    median, worst = statistics.median(waits), max(waits)
    return (f"{bed.strangers} handshakes, {len(waits)} Stops meanwhile: median {1000 * median:.1f} ms, worst {1000 * worst:.1f} ms, "
            f"{median / statistics.median(quiet):.1f} times the quiet median")


@attack("flood", "more links at once than a pump keeps are let go, and who has a session keeps it", works=True)
def connections(bed):
    client = bed.clinician()
    host, port = bed.pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
    crowd = []
    try:
        for _ in range(300):
            crowd.append(socket.create_connection((host, int(port)), timeout=PATIENCE))
        assert stop_of(client) >= 0
        assert client.commit(client.program(120_000, mode_after=1), os.urandom(16)).code == envelope.CODE_OK
    finally:
        for one in crowd:
            one.close()
    client.close()
    assert lets_in(bed.clinician)


@attack("flood", "strangers at another address who knock without end and take every place there keep nobody out whom the pump knows")
def places(bed):
    for _ in range(bed.strangers):
        assert not lets_in(lambda: Protected(bed.pump, bed.stranger.context(), source=ELSEWHERE))
    host, port = bed.pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
    crowd = []
    try:
        for _ in range(80):
            crowd.append(socket.create_connection((host, int(port)), timeout=PATIENCE, source_address=(ELSEWHERE, 0)))
            crowd[-1].sendall(b"\x16\x03\x01")
        client = bed.clinician()
        assert client.status().mode
        client.close()
        assert not lets_in(lambda: Protected(bed.pump, bed.anna.context(), source=ELSEWHERE)), "a place was left there, so nothing was tried"
    finally:
        for one in crowd:
            one.close()


@attack("flood", "strangers in plaintext who stay after they were refused take no more of the pump than there is room for")
def lingering(bed):
    host, port = bed.pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
    descriptors = f"/proc/{bed.pump.process.pid}/fd"
    before, most, crowd = len(os.listdir(descriptors)), 0, []
    try:
        for n in range(600):
            crowd.append(socket.create_connection((host, int(port)), timeout=PATIENCE))
            crowd[-1].sendall(b"\0")
            if n % 20 == 0:
                most = max(most, len(os.listdir(descriptors)) - before)
        client = bed.clinician()
        assert client.status().mode
        client.close()
    finally:
        for one in crowd:
            one.close()
    assert most <= 200, most
    return f"{most} descriptors at most for 600 strangers"


@attack("flood", "somebody paired who reads nothing, and whose session has ended, is let go")
def deaf(bed):
    descriptors = f"/proc/{bed.pump.process.pid}/fd"
    client = bed.clinician()
    before, crowd = len(os.listdir(descriptors)), []
    try:
        for asked in range(6_000, 34_000, 4_000):  # somewhere between what sockets take and what the pump keeps for a reader
            one = bed.observer(receive_buffer=4_096)
            crowd.append(one)
            frames = b""
            for _ in range(asked):
                one.seq += 1
                message = envelope.Envelope(session_id=one.session_id, seq=one.seq, request=envelope.Request(get_info=reports.GetInfo())).SerializeToString()
                frames += struct.pack(">I", len(message)) + message
            one.socket.settimeout(2)
            try:
                one.socket.sendall(frames + struct.pack(">I", 0))  # no frame: the session is over
            except OSError:
                pass  # the pump has let go of it already
        end = time.monotonic() + PATIENCE
        while (left := len(os.listdir(descriptors)) - before) > 0 and time.monotonic() < end:
            assert client.status().mode
        assert left <= 0, f"{left} links are held"
        client.close()
    finally:
        for one in crowd:
            one.close()
    return f"{len(crowd)} let go"


@attack("flood", "strangers can fill neither the therapy log nor the disk: they are told by number")
def security_log(bed):
    client = bed.clinician()
    before = client.ask(read_log=reports.ReadLog(security=True)).log
    therapy_head = client.status().log_head
    for _ in range(30):
        lets_in(lambda: Protected(bed.pump, bed.stranger.context()))
    after = client.ask(read_log=reports.ReadLog(security=True)).log
    assert after.head - before.head <= 3, after.head - before.head
    assert client.status().log_head == therapy_head
    assert any(entry.count for entry in after.entries)
    client.close()

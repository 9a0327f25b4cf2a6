"""A paired pump on the table, somebody who may do everything, somebody who may look, and somebody who may do nothing."""
import os
import pathlib
import socket
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/programs"))
from pump import PATIENCE, Client, Pump, control, envelope, reports, therapy, values  # noqa: E402,F401

from keys import Keys, trust  # noqa: E402

CLINICIAN, OBSERVER = values.ROLE_CLINICIAN, values.ROLE_OBSERVER


class Protected(Client):
    """A telemetry client over TLS by Python's own ssl module."""

    def __init__(self, pump, context, greet=True, role=CLINICIAN, name=None, serial="P-1", port=None, source="", client_id="python", versions=(0,), receive_buffer=None):
        host, own_port = pump.ready["telemetry"].removeprefix("tcp:").rsplit(":", 1)
        raw = socket.socket()
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(PATIENCE)
        raw.bind((source, 0))
        raw.connect((host, port or int(own_port)))
        try:
            self.socket = context.wrap_socket(raw, server_hostname=name)
        except BaseException:
            raw.close()
            raise
        self.socket.settimeout(PATIENCE)
        self.seq, self.session_id, self.pending, self.last = 0, 0, b"", None
        if greet:
            said = self.say(hello=envelope.Hello(minor_versions=versions, client_id=client_id, role=role, pump_serial=serial))
            if said is None or not said.HasField("welcome"):
                raise ConnectionError(f"no Welcome, but {said}")
            self.welcome = said.welcome

    def send_frame(self, message):
        self.send_bytes(struct.pack(">I", len(message)) + message)


class Bed:
    def __init__(self, strangers=200):
        self.strangers = strangers  # how many knock in a flood
        self.folder = tempfile.TemporaryDirectory(prefix="ipt-attack-")
        self.anna, self.ward, self.stranger = (Keys(self.folder.name, name) for name in ("anna", "ward", "stranger"))
        self.pumps = []
        self.pump = self.paired_pump()

    def paired_pump(self, serial="P-1"):
        pump = Pump("--serial", serial, *os.environ.get("IPT_PUMP_OPTIONS", "").split())  # more options, to attack a pump that was started with them
        self.pumps.append(pump)
        pump.process.terminate()
        pump.process.wait(PATIENCE)
        trust(pump.folder / "state", (self.anna, CLINICIAN, "anna"), (self.ward, OBSERVER, "ward"))
        pump.start()
        return pump

    def clinician(self, **hello):
        return Protected(self.pump, self.anna.context(), **hello)

    def observer(self, **hello):
        return Protected(self.pump, self.ward.context(), role=OBSERVER, **hello)

    def state(self):
        """What no attack may move. The pump's time stands still, so that nothing is delivered by itself."""
        client = self.clinician()
        status, program = client.status(), client.ask(get_program=reports.GetProgram())
        client.close()
        truth = self.pump.truth()
        state = {key: truth[key] for key in ("delivered_nl", "delivered_ng", "reservoir_nl", "injected_nl", "boot_count", "operations")}
        return state | {"mode": status.mode, "dose": status.daily_dose_ng, "program": program.program.digest.hex()}

    def close(self):
        for pump in self.pumps:
            pump.stop()
        self.folder.cleanup()


def lets_in(connect):
    """Whether that gets a Welcome; everything else that may happen to a stranger counts as no."""
    try:
        client = connect()
    except (OSError, ConnectionError):  # ssl.SSLError is an OSError
        return False
    client.close()
    return True


def ending(client):
    """How the pump ends a session: the reason of its Goodbye, or '' when it only closes."""
    try:
        while (said := client.receive()) is not None:
            if said.HasField("goodbye"):
                return envelope.GoodbyeReason.Name(said.goodbye.reason).removeprefix("GOODBYE_REASON_")
    except (OSError, ConnectionError):
        pass
    return ""

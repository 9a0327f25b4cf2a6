"""A pump-sim process, its bedside, and a client of its telemetry that shares no code with ours."""
import atexit
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("IPT_BIN", ROOT / "build/release/bin"))
PATIENCE = 20.0  # seconds for anything that should come at once

_generated = tempfile.mkdtemp(prefix="ipt-python-")
atexit.register(shutil.rmtree, _generated, True)
subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={_generated}"]
               + [str(p) for p in sorted((ROOT / "proto/ipt/v1").glob("*.proto"))], check=True)
sys.path.insert(0, _generated)
from ipt.v1 import control_pb2 as control  # noqa: E402
from ipt.v1 import envelope_pb2 as envelope  # noqa: E402
from ipt.v1 import reports_pb2 as reports  # noqa: E402,F401
from ipt.v1 import therapy_pb2 as therapy  # noqa: E402
from ipt.v1 import values_pb2 as values  # noqa: E402


class Pump:
    """Started in a folder of its own; `stop` ends it, whatever a test did."""

    def __init__(self, *arguments, folder=None):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="ipt-pump-"))
        self.owns_folder = folder is None
        self.arguments = arguments
        self.process = None
        self.start()

    def spawn(self, *more):
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(
                [BIN / "pump-sim", "--state", self.folder / "state", "--ready-file", ready, "--speed", "0", *self.arguments, *more],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)
        return ready

    def start(self, *more):
        ready = self.spawn(*more)
        while not ready.exists():  # bounded: pump-sim either writes it or ends
            try:
                self.process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError("pump-sim did not start: " + (self.folder / "log").read_text())
        self.ready = json.loads(ready.read_text())

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop_process(self):
        """As a person ends it; the folder stays."""
        self.process.terminate()
        self.process.wait(PATIENCE)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
        if self.owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def bedside(self, *words, code=0):
        done = subprocess.run([BIN / "bedside", "--pump-control", self.ready["bedside"], "--json", *words], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == code, f"bedside {words}: {done.returncode} {done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def truth(self):
        return self.bedside("truth")

    def programmer(self, *words, code=0, stdin=subprocess.DEVNULL, records=None):
        done = subprocess.run(
            [BIN / "programmer", "--pump", self.ready["telemetry"], "--records", str(records or self.folder / "records"), "--json", *words],
            stdin=stdin, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == code, f"programmer {words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        self.said = done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def client(self, **hello):
        return Client(self, **hello)


class Client:
    """One telemetry connection. Bytes as they are: nothing here knows what is allowed."""

    def __init__(self, pump, greet=True, unix=False, role=values.ROLE_CLINICIAN, client_id="python", serial=""):
        endpoint = pump.ready["telemetry_unix" if unix else "telemetry"]
        if unix:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(endpoint.removeprefix("unix:"))
        else:
            host, port = endpoint.removeprefix("tcp:").rsplit(":", 1)
            self.socket = socket.create_connection((host, int(port)))
        self.socket.settimeout(PATIENCE)
        self.seq, self.session_id, self.pending = 0, 0, b""
        if greet:
            hello = envelope.Hello(minor_versions=[0], client_id=client_id, role=role, pump_serial=serial)
            heard = self.say(hello=hello)
            if heard is None:
                raise ConnectionError("the pump closed before it said anything")
            self.welcome = heard.welcome
            assert self.welcome.boot_count, self.last

    def send_bytes(self, data):
        self.socket.sendall(data)

    def send(self, **body):
        self.seq += 1
        message = envelope.Envelope(session_id=self.session_id, seq=self.seq, **body).SerializeToString()
        self.send_bytes(struct.pack(">I", len(message)) + message)

    def receive(self):
        """The next envelope, or None when the pump has closed."""
        while True:
            if len(self.pending) >= 4:
                size = struct.unpack(">I", self.pending[:4])[0]
                if len(self.pending) >= 4 + size:
                    payload, self.pending = self.pending[4:4 + size], self.pending[4 + size:]
                    self.last = envelope.Envelope.FromString(payload)
                    self.session_id = self.last.session_id
                    return self.last
            data = self.socket.recv(65536)
            if not data:
                return None
            self.pending += data

    def say(self, **body):
        self.send(**body)
        return self.receive()

    def ask(self, **ask):
        return self.say(request=envelope.Request(**ask)).response

    def status(self):
        return self.ask(get_status=reports.GetStatus()).status

    def program(self, dose, mode_after=therapy.MODE_AFTER_UNCHANGED, concentration=2_000_000):
        return therapy.TherapyOperation(
            pump_serial=self.welcome.pump_serial, mode_after=mode_after,
            program=therapy.Program(concentration_ng_per_ml=concentration, simple_continuous=therapy.SimpleContinuous(dose_ng_per_day=dose)))

    def stage(self, operation):
        """Stages an operation, or bytes as they are, with the lease taken first."""
        self.ask(acquire_control=control.AcquireControl())
        data = operation if isinstance(operation, bytes) else operation.SerializeToString()
        return self.ask(stage=control.Stage(operation=data))

    def commit_body(self, staged, operation_id):
        receipt = staged.receipt
        return control.CommitBody(operation_id=operation_id, stage=receipt.stage, digest=receipt.digest, grant=receipt.grant,
                                  after=receipt.after, warnings=receipt.warnings, expected_state_version=staged.state_version)

    def commit(self, operation, operation_id):
        body = self.commit_body(self.stage(operation), operation_id).SerializeToString()
        return self.ask(commit=control.Commit(commit_body=body))

    def close(self):
        self.socket.close()

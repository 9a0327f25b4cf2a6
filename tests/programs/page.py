"""A console's process and a page that links to it: a WebSocket client of our own, of the standard library alone."""
import base64
import json
import os
import socket
import struct
import subprocess
import time

from pump import BIN, PATIENCE


class Console:
    """`programmer console`, or another program that serves a page; `words`: its command line without port and ready file."""

    def __init__(self, folder, *words):
        self.log = folder / f"console-{os.urandom(4).hex()}"
        ready = folder / (self.log.name + ".json")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([*words, "--port", "0", "--ready-file", ready], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)
        while not ready.exists():  # bounded: the console either writes it or ends
            try:
                self.process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError("the console did not start: " + self.log.read_text())
        self.ready = json.loads(ready.read_text())

    def page(self, **words):
        return Page(self.ready, **words)

    def stop(self):
        """As a person ends it; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(PATIENCE)


class Page:
    """One WebSocket. What is pushed is kept in order in `pushes`, each taken once by `push`."""

    def __init__(self, ready, path="/link", token=None, origin=None):
        self.host = ready["origin"].removeprefix("http://")
        host, port = self.host.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), PATIENCE)
        self.pending, self.pushes, self.answers, self.heard = b"", [], {}, []
        self.next_id, self.closed_with = 1, None
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                             f"Origin: {origin or ready['origin']}\r\nSec-WebSocket-Protocol: ipt-console, token.{token or ready['token']}\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.pending:
            self.more()
        header, self.pending = self.pending.split(b"\r\n\r\n", 1)
        self.status = int(header.split()[1])

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the console closed")
        self.pending += data

    def take(self, size):
        while len(self.pending) < size:
            self.more()
        data, self.pending = self.pending[:size], self.pending[size:]
        return data

    def receive(self):
        """The next message; None once the console has closed the link."""
        while self.closed_with is None:
            first, size = self.take(2)
            if size == 126:
                size, = struct.unpack(">H", self.take(2))
            elif size == 127:
                size, = struct.unpack(">Q", self.take(8))
            data, kind = self.take(size), first & 0x0F
            if kind == 8:
                self.closed_with = (struct.unpack(">H", data[:2])[0], data[2:].decode())
                self.send_frame(8, data[:2])
            elif kind == 9:
                self.send_frame(10, data)
            elif kind == 1:
                return json.loads(data)
        return None

    def send_frame(self, kind, data):
        size = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack(">BH", 0xFE, len(data)) if len(data) < 65536 else struct.pack(">BQ", 0xFF, len(data))
        mask = os.urandom(4)
        self.socket.sendall(bytes([0x80 | kind]) + size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def send(self, text):
        self.send_frame(1, text.encode())

    def hear(self):
        message = self.receive()
        if message is None:
            raise ConnectionError(f"the console closed the link: {self.closed_with}")
        self.heard.append(message)
        if "push" in message:
            self.pushes.append(message)
        else:
            self.answers[message["id"]] = message

    def begin(self, verb, **fields):
        """Asks without waiting for the answer; gives the id."""
        ask, self.next_id = self.next_id, self.next_id + 1
        self.send(json.dumps({"id": ask, "do": verb, **fields}))
        return ask

    def ask(self, verb, **fields):
        ask = self.begin(verb, **fields)
        while ask not in self.answers:
            self.hear()
        return self.answers.pop(ask)

    def push(self, name, **having):
        """The next push of that name with these fields; those of that name before it are passed over."""
        end = time.monotonic() + PATIENCE  # news of the link come as long as the console runs
        while time.monotonic() < end:
            for at, message in enumerate(self.pushes):
                if message["push"] == name and all(message.get(field) == value for field, value in having.items()):
                    self.pushes = [other for other in self.pushes[:at] if other["push"] != name] + self.pushes[at + 1:]
                    return message
            self.hear()
        raise AssertionError(f"no {name} with {having} came, but: {self.pushes}")

    def close(self):
        """As a browser does that goes elsewhere."""
        self.socket.close()


def learner_console(pump, *words, records="records", more=()):
    """`words`: for every command; `more`: for this one."""
    return Console(pump.folder, BIN / "programmer", "--pump", pump.ready["telemetry"], "--records", pump.folder / records, *words, "console", *more)

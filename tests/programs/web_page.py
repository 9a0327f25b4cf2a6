"""A page's WebSocket with nothing but sockets: what a browser says, and whatever else a test wants said."""
import base64
import json
import os
import socket
import struct
import urllib.parse

from pump import PATIENCE


class Refused(Exception):
    """The server answered no; `status` is the one of HTTP."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


def get(address, path="/", **headers):
    """One HTTP request: status, header lines and body."""
    with socket.create_connection(address, PATIENCE) as connection:
        lines = {"Host": f"{address[0]}:{address[1]}", "Connection": "close"} | headers
        connection.sendall(f"GET {path} HTTP/1.1\r\n".encode() + "".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode() + b"\r\n")
        answer = b""
        while data := connection.recv(65536):
            answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode(), body


class Page:
    """Linked from the address that the program printed: `http://host:port/#token=…` or `ws://host:port/hands#token=…`."""

    def __init__(self, printed, origin=None, token=None):
        parts = urllib.parse.urlsplit(printed)
        self.address = (parts.hostname, parts.port)
        path = parts.path if parts.path != "/" else "/link"
        token = token or urllib.parse.parse_qs(parts.fragment)["token"][0]
        self.socket = socket.create_connection(self.address, PATIENCE)
        self.socket.settimeout(PATIENCE)
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {origin or 'http://' + parts.netloc}\r\nConnection: Upgrade\r\n"
                             f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                             f"Sec-WebSocket-Protocol: ipt-console, token.{token}\r\n\r\n").encode())
        self.pending, self.next_id, self.pushes, self.all_text = b"", 0, [], ""
        while b"\r\n\r\n" not in self.pending:
            self._more()
        head, _, self.pending = self.pending.partition(b"\r\n\r\n")
        status = int(head.split()[1])
        if status != 101:
            self.socket.close()
            raise Refused(status)

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server hung up")
        self.pending += data

    def _take(self, size):
        while len(self.pending) < size:
            self._more()
        taken, self.pending = self.pending[:size], self.pending[size:]
        return taken

    def frame(self, opcode, payload):
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 65536 else b"\xff" + struct.pack(">Q", size)
        self.socket.sendall(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload)

    def receive(self):
        """The next message as an object, or (code, reason) of a close."""
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size >= 126:
                size = struct.unpack(">H" if size == 126 else ">Q", self._take(2 if size == 126 else 8))[0]
            payload = self._take(size)
            if first & 0x0F == 8:
                return struct.unpack(">H", payload[:2])[0], payload[2:].decode()
            if first & 0x0F == 9:
                self.frame(10, payload)
            elif first & 0x0F == 1:
                self.all_text += payload.decode() + "\n"
                return json.loads(payload)

    def say(self, text):
        self.frame(1, text.encode())

    def ask(self, do, **fields):
        """The answer; what is pushed meanwhile is kept in `pushes`."""
        self.next_id += 1
        self.say(json.dumps({"id": self.next_id, "do": do} | fields))
        while True:
            message = self.receive()
            assert isinstance(message, dict), message
            if message.get("id") == self.next_id:
                return message
            self.pushes.append(message)

    def bedside(self, **ask):
        """An act of the bedside, which must be done."""
        answer = self.ask("ask", ask=ask)
        assert answer["ok"] and answer["answer"]["ok"], answer
        return answer["answer"]

    def until(self, name, holds=lambda push: True):
        """The first push of that name, kept or still to come, of which it holds."""
        for push in self.pushes:
            if push.get("push") == name and holds(push):
                return push
        while True:
            message = self.receive()
            assert isinstance(message, dict), message
            self.pushes.append(message)
            if message.get("push") == name and holds(message):
                return message

    def entries(self):
        """The timeline as the page has it."""
        known = {}
        for push in self.pushes:
            for entry in push["entries"] if push.get("push") == "timeline" else []:
                known = {n: old for n, old in known.items() if n < entry["n"]}
                known[entry["n"]] = entry
        return list(known.values())

    def close(self):
        self.socket.close()

"""One pump, and programmers that are paired with it: what the tests of pairing and of protected links share."""
import json
import socket
import ssl
import subprocess
import unittest

from pump import BIN, PATIENCE, Pump

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3


class Clinic(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def address(self, endpoint):
        host, port = endpoint.split(":", 1)[1].rsplit(":", 1)
        return host, int(port)

    def programmer(self, *words, code=DONE, records="records", pump="telemetry_tls", of=None, stdin=None):
        of = of or self.pump
        done = subprocess.run([BIN / "programmer", "--pump", of.ready[pump], "--records", self.pump.folder / records, "--json", *words], input=stdin or "",
                              capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        self.said = done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def begin_pairing(self, endpoint, *words, records="records"):
        """A programmer that has shown its digits and waits for the pump's."""
        process = subprocess.Popen([BIN / "programmer", "--records", self.pump.folder / records, "pair", endpoint, *words],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        for line in process.stdout:
            if line.startswith("DIGITS "):
                return process, line.split()[1]
        return process, None

    def pair(self, role="clinician", records="records", of=None):
        of = of or self.pump
        endpoint = of.bedside("arm", role, "--confirm", "any")["endpoint"]
        return self.programmer("pair", endpoint, "--confirm", "any", records=records, of=of)

    def digits_at_pump(self):
        return self.pump.bedside("pairing")["digits"]

    def kinds_logged(self, records="records"):
        return [(entry["kind"], entry.get("why", "")) for entry in self.programmer("log", "--security", "--all", records=records)["entries"]]

    def strange_context(self, alpn="ipt-pair/1"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols([alpn])
        return context

    @staticmethod
    def copy(source, target, heard):
        try:
            while data := source.recv(4096):
                heard.extend(data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

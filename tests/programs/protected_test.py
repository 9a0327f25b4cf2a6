"""Protected links over real sockets: who is let in, as what, and what a programmer says to whom."""
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
import unittest.mock

from clinic import DONE, REFUSED, UNREACHABLE, USAGE, Clinic
from pump import BIN, PATIENCE, Pump, envelope, values


class Protected(Clinic):
    def test_several_programmers_are_paired_each_as_what_it_is(self):
        self.pair("clinician")
        self.pair("observer", records="observer")
        self.assertEqual(self.programmer("interrogate", records="observer")["paired_as"], "observer")
        self.programmer("--yes", "dose", "set", "130mcg/day", records="observer", code=REFUSED)
        self.programmer("stop", records="observer", code=REFUSED)
        self.assertEqual(self.programmer("interrogate")["daily_dose_ng"], 120_000)
        self.assertEqual(self.programmer("--yes", "dose", "set", "130mcg/day")["outcome"], "done")
        self.assertEqual(len(self.pump.bedside("pairings", "list")["pairings"]), 2)

    def test_who_may_only_look_is_told_why_nothing_flows(self):
        def shown(records):
            return subprocess.run([BIN / "programmer", "--pump", self.pump.ready["telemetry_tls"], "--records", self.pump.folder / records, "interrogate"],
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE).stdout
        self.pair("observer", records="observer")
        self.pump.bedside("fault", "memory", "worn")
        self.assertNotIn("ATTENTION", shown("observer"))
        self.pump.bedside("interfere")
        self.assertIn("NOTHING IS DELIVERED: interference has put the pump into telemetry mode: a clinician has to read it", shown("observer"))
        self.pair("clinician")
        self.assertNotIn("ATTENTION", shown("records"))  # that was the reading
        self.pump.bedside("battery", "--used", "100")
        self.assertIn("NOTHING IS DELIVERED: the pump has come to the end of its service", shown("observer"))

    @unittest.skipUnless(os.geteuid() == 0, "only root can play another user")
    def test_another_user_at_the_unix_socket_is_told_why_he_is_let_go(self):
        """IPT-PRL-01 IPT-PRL-02"""
        path = self.pump.ready["telemetry_unix"].removeprefix("unix:")
        for place, mode in ((self.pump.folder, 0o755), (pathlib.Path(path).parent, 0o755), (path, 0o666)):
            os.chmod(place, mode)  # as if its owner had opened what we made private
        hello = envelope.Envelope(seq=1, hello=envelope.Hello(minor_versions=[0], client_id="x", role=values.ROLE_CLINICIAN)).SerializeToString()
        speak = ("import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\ns.sendall(bytes.fromhex(sys.argv[2]))\n"
                 "while data := s.recv(4096): sys.stdout.buffer.write(data)")
        done = subprocess.run(["/usr/bin/python3", "-c", speak, path, (len(hello).to_bytes(4, "big") + hello).hex()], capture_output=True, user=65534, timeout=PATIENCE)
        said = envelope.Envelope.FromString(done.stdout[4:])
        self.assertEqual(said.goodbye.reason, envelope.GOODBYE_REASON_INSECURE, done.stderr)

    def test_revoking_ends_a_session_at_once_and_therapy_goes_on(self):
        """IPT-PRS-12 IPT-PRS-04"""
        self.pair()
        self.pair("observer", records="other")
        watching = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry_tls"], "--records", self.pump.folder / "records", "watch"],
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(watching.kill)
        self.pump.bedside("wait-for", "connected")
        watching.stdout.readline()
        fingerprint = next(one["fingerprint"] for one in self.pump.bedside("pairings", "list")["pairings"] if one["role"] == "clinician")
        before = self.pump.truth()
        self.pump.bedside("pairings", "revoke", fingerprint[:12])
        _, said = watching.communicate(timeout=PATIENCE)
        self.assertEqual(watching.returncode, UNREACHABLE)
        self.assertIn("revoked", said)
        self.programmer("interrogate", code=UNREACHABLE)
        self.assertEqual(self.programmer("interrogate", records="other")["mode"], "simple_continuous")
        self.assertEqual(self.pump.truth(), before)
        self.pump.kill()
        self.pump.start()  # it was durable
        self.programmer("--serial", "ipt-20-0001", "interrogate", code=UNREACHABLE)
        self.pump.bedside("pairings", "revoke", fingerprint[:12], code=REFUSED)

    def test_a_paired_pump_refuses_plaintext_and_ends_what_speaks_it(self):
        """IPT-PRL-06 IPT-PRS-13"""
        witness = self.pump.client()
        self.addCleanup(witness.close)
        self.pair()
        self.assertEqual(witness.receive().goodbye.reason, envelope.GOODBYE_REASON_INSECURE)
        for unix in (False, True):
            client = self.pump.client(greet=False, unix=unix)
            self.addCleanup(client.close)
            self.assertEqual(client.say(hello=envelope.Hello(minor_versions=[0], client_id="x", role=values.ROLE_CLINICIAN)).goodbye.reason, envelope.GOODBYE_REASON_INSECURE)

    def test_a_programmer_that_has_pinned_a_pump_speaks_no_plaintext_to_it(self):
        """IPT-PRL-07"""
        self.pair()
        self.pump.stop_process()
        self.pump.start("--insecure")
        other = self.pump.client()  # the pump would
        self.addCleanup(other.close)
        for words in (("interrogate",), ("--serial", "ipt-20-0001", "interrogate"), ("stop",)):
            self.programmer(*words, pump="telemetry", code=UNREACHABLE)
            self.assertIn("paired with pump ipt-20-0001", self.said)
        self.assertEqual(self.pump.truth()["operations"], 0)
        self.programmer("unpair", "ipt-20-0001")
        self.programmer("interrogate", pump="telemetry")

    def test_a_protected_link_wants_a_paired_pump(self):
        self.programmer("interrogate", code=UNREACHABLE)
        self.assertIn("programmer pair", self.said)
        self.pair()
        self.programmer("unpair", "ipt-20-0001")
        self.assertIn("bedside pairings revoke", self.said)
        self.programmer("interrogate", code=UNREACHABLE)
        self.assertIn("programmer pair", self.said)
        self.programmer("unpair", "ipt-20-0001", code=USAGE)

    def test_another_pump_at_that_address_is_told_nothing(self):
        """IPT-PRS-08 IPT-PRS-07"""
        self.pair()
        other = Pump("--serial", "other")
        self.addCleanup(other.stop)
        self.programmer("--serial", "ipt-20-0001", "interrogate", of=other, code=UNREACHABLE)
        self.assertIn("No protected link", self.said)
        impostor = Pump()  # says the same serial number, with a key of its own
        self.addCleanup(impostor.stop)
        self.programmer("--serial", "ipt-20-0001", "interrogate", of=impostor, code=UNREACHABLE)
        self.assertIn("another pump is there, or somebody in between", self.said)
        self.assertEqual(impostor.bedside("heard")["heard"], [])

    def test_a_paired_pump_is_found_again_at_a_new_address_by_its_serial_number(self):
        self.pair()
        self.pump.kill()
        self.pump.start()
        self.programmer("--serial", "ipt-20-0001", "interrogate")
        self.programmer("interrogate")

    def test_two_pumps_have_a_pin_each(self):
        other = Pump("--serial", "other")
        self.addCleanup(other.stop)
        self.pair()
        self.pair(of=other)
        self.assertEqual(self.programmer("interrogate")["serial"], "ipt-20-0001")
        self.assertEqual(self.programmer("interrogate", of=other)["serial"], "other")
        self.assertEqual([one["serial"] for one in self.programmer("pairings")["pairings"]], ["ipt-20-0001", "other"])

    def test_nothing_below_tls_1_3_and_no_stranger_gets_a_welcome(self):
        """IPT-PRS-01 IPT-PRS-04"""
        self.pair()
        old = self.strange_context("ipt/1")
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            old.wrap_socket(socket.create_connection(self.address(self.pump.ready["telemetry_tls"])))
        with self.strange_context("ipt/1").wrap_socket(socket.create_connection(self.address(self.pump.ready["telemetry_tls"]))) as stranger:
            stranger.settimeout(PATIENCE)
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                stranger.sendall(b"\0\0\0\1x")
                if not stranger.recv(4096):
                    raise ConnectionError("closed")

    def test_a_programmers_certificate_that_soon_ends_stands_in_the_security_log(self):
        self.pair()
        keys, short = self.pump.folder / "records" / "keys", self.pump.folder / "short.pem"
        subprocess.run(["openssl", "req", "-x509", "-key", keys / "key.pem", "-out", short, "-days", "30", "-subj", "/O=x"], check=True, capture_output=True)
        context = self.strange_context("ipt/1")
        for certificate in (keys / "certificate.pem", short):
            context.load_cert_chain(certificate, keys / "key.pem")
            self.assertIsNotNone(self.protected_client(context=context, role=values.ROLE_CLINICIAN, pump_serial="ipt-20-0001").welcome)
        told = [why for kind, why in self.kinds_logged() if kind == "session_opened"]
        self.assertEqual(told[-3:-1], ["", "its certificate ends in 29 days, and then it is not let in"])

    def test_keys_are_logged_for_telemetry_and_for_pairing_and_that_is_said_loudly(self):
        log = self.pump.folder / "keys.log"
        self.pump.stop_process()
        with unittest.mock.patch.dict(os.environ, SSLKEYLOGFILE=str(log)):
            self.pump.start()
        self.assertIn("ATTENTION: SSLKEYLOGFILE is set", (self.pump.folder / "log").read_text())
        self.pair()
        while_pairing = log.read_text().count("CLIENT_TRAFFIC_SECRET_0")
        self.programmer("interrogate")
        self.assertEqual((while_pairing, log.read_text().count("CLIENT_TRAFFIC_SECRET_0")), (1, 2))
        self.assertEqual(log.stat().st_mode & 0o777, 0o600)

    def test_a_certificate_that_soon_ends_is_told(self):
        """IPT-PRS-15 The pump's own key with a certificate of 30 days, by somebody who has both and passes on what comes."""
        self.pair()
        keys, folder = self.pump.folder / "state" / "keys", pathlib.Path(tempfile.mkdtemp(prefix="ipt-relay-"))
        self.addCleanup(shutil.rmtree, folder, True)
        subprocess.run(["openssl", "req", "-x509", "-key", keys / "key.pem", "-out", folder / "short.pem", "-days", "30", "-subj", "/O=x", "-addext", "subjectAltName=URI:urn:ipt:pump:ipt-20-0001"],
                       check=True, capture_output=True)
        (folder / "programmer.pem").write_text(self.programmer("certificate")["certificate"])
        self.pump.stop_process()
        self.pump.start("--insecure")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "short.pem", keys / "key.pem")
        context.load_verify_locations(folder / "programmer.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        context.set_alpn_protocols(["ipt/1"])
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        relay = threading.Thread(target=self.pass_on, args=(server, context), daemon=True)
        relay.start()
        done = subprocess.run([BIN / "programmer", "--pump", f"tls:127.0.0.1:{server.getsockname()[1]}", "--serial", "ipt-20-0001", "--records", self.pump.folder / "records", "program", "show"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        relay.join(PATIENCE)
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertIn("the certificate of pump ipt-20-0001 ends in ", done.stderr)

    def pass_on(self, server, context):
        plain, _ = server.accept()
        with context.wrap_socket(plain, server_side=True) as near, socket.create_connection(self.address(self.pump.ready["telemetry"])) as far:
            back = threading.Thread(target=self.copy, args=(far, near, bytearray()), daemon=True)
            back.start()
            self.copy(near, far, bytearray())

    def protected_client(self, name=None, context=None, **hello):
        """A client that is not ours, with the programmer's key; what the pump answers to its Hello."""
        if context is None:
            context = self.strange_context("ipt/1")
            keys = self.pump.folder / "records" / "keys"
            context.load_cert_chain(keys / "certificate.pem", keys / "key.pem")
        client = self.pump.client(greet=False)
        self.addCleanup(client.close)
        client.socket = context.wrap_socket(client.socket, server_hostname=name)
        self.assertEqual(client.socket.selected_alpn_protocol(), "ipt/1")
        return client.say(hello=envelope.Hello(minor_versions=[0], **hello))

    def test_the_pump_shows_a_certificate_with_its_serial_number_and_gives_nothing_to_resume(self):
        """IPT-PRS-02 IPT-PRS-06"""
        pump = Pump("--serial", "a%b/c")
        self.addCleanup(pump.stop)
        self.pair(of=pump)
        host, port = self.address(pump.ready["telemetry_tls"])
        certificate, key = (self.pump.folder / "records" / "keys" / name for name in ("certificate.pem", "key.pem"))
        session = pump.folder / "session"
        said = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-alpn", "ipt/1", "-cert", certificate, "-key", key, "-sess_out", session, "-showcerts"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE).stdout
        self.assertIn("TLSv1.3", said)
        self.assertIn("Early data was not sent", said)
        self.assertFalse(session.exists())  # no ticket ever came
        shown = subprocess.run(["openssl", "x509", "-noout", "-ext", "subjectAltName"], input=said, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
        self.assertIn("URI:urn:ipt:pump:a%25b%2Fc", shown)

    def test_the_key_says_who_it_is_and_the_pairing_says_as_what(self):
        """IPT-PRS-03 IPT-PRS-07 IPT-PRS-09 IPT-PRS-10 IPT-PRS-11 IPT-SES-24"""
        self.pair()
        here = {"pump_serial": "ipt-20-0001", "client_id": "somebody else"}
        name = "ipt-20-0001.pump.ipt.invalid"
        welcome = self.protected_client(name, role=values.ROLE_CLINICIAN, **here).welcome
        self.assertEqual((welcome.role, welcome.insecure, welcome.pump_serial), (values.ROLE_CLINICIAN, False, "ipt-20-0001"))
        self.assertEqual(self.protected_client(role=values.ROLE_OBSERVER, **here).welcome.role, values.ROLE_OBSERVER)
        self.assertEqual(self.protected_client(name, role=values.ROLE_PATIENT, **here).goodbye.reason, envelope.GOODBYE_REASON_NOT_ALLOWED)
        for serial in ("", "another"):
            self.assertEqual(self.protected_client(name, role=values.ROLE_CLINICIAN, pump_serial=serial).goodbye.reason, envelope.GOODBYE_REASON_WRONG_PUMP)
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.protected_client("other.pump.ipt.invalid", role=values.ROLE_CLINICIAN, **here)
        self.pair("observer")
        self.assertEqual(self.protected_client(name, role=values.ROLE_CLINICIAN, **here).goodbye.reason, envelope.GOODBYE_REASON_NOT_ALLOWED)
        fingerprint = self.programmer("certificate")["fingerprint"]
        self.pair(records="other")
        opened = [entry["who"] for entry in self.programmer("log", "--security", "--all", records="other")["entries"] if entry["kind"] == "session_opened"]
        self.assertIn(fingerprint, opened)
        self.assertNotIn("somebody else", opened)

    def test_what_pump_and_programmer_keep_is_nobody_elses(self):
        self.pair()
        for folder in (self.pump.folder / "state", self.pump.folder / "records"):
            for path in (folder, *folder.rglob("*")):
                self.assertEqual(path.lstat().st_mode & 0o077, 0, path)

    def test_keys_that_others_may_read_are_refused_with_the_command_that_mends_it(self):
        self.programmer("certificate")
        key = self.pump.folder / "records" / "keys" / "key.pem"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        os.chmod(key, 0o644)
        self.programmer("certificate", code=UNREACHABLE)
        self.assertIn("chmod 600", self.said)


if __name__ == "__main__":
    unittest.main(verbosity=1)

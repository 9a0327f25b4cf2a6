"""Pairing over real sockets, as a person at the pump and one at the programmer go through it."""
import pathlib
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import unittest

from clinic import DONE, REFUSED, UNREACHABLE, USAGE, Clinic
from pump import BIN, PATIENCE, Pump
from ipt.v1 import pairing_pb2 as pairing


class Pairing(Clinic):
    def test_two_persons_pair_a_pump_and_a_programmer_by_each_others_digits(self):
        armed = self.pump.bedside("arm", "clinician")
        self.assertTrue(armed["armed"])
        process, digits = self.begin_pairing(armed["endpoint"])
        self.assertEqual(self.pump.bedside("pairings", "list")["pairings"], [])
        at_pump = self.digits_at_pump()
        self.assertEqual(at_pump, digits)
        self.pump.bedside("confirm", digits)
        self.assertEqual(self.pump.bedside("pairings", "list")["pairings"], [])  # nobody has confirmed at the programmer yet
        said, _ = process.communicate(at_pump + "\n", timeout=PATIENCE)
        self.assertEqual(process.returncode, DONE)
        self.assertIn("Paired with pump ipt-20-0001 as clinician", said)
        state = self.pump.bedside("pairing")
        self.assertEqual((state["armed"], state["paired"], "endpoint" in state), (False, True, False))
        self.assertEqual([paired["role"] for paired in self.pump.bedside("pairings", "list")["pairings"]], ["clinician"])
        self.assertIn(f"DIGITS {digits}", (self.pump.folder / "log").read_text())
        report = self.programmer("interrogate")
        self.assertEqual((report["insecure"], report["paired_as"]), (False, "clinician"))
        self.assertEqual(self.programmer("--yes", "dose", "set", "130mcg/day")["outcome"], "done")
        self.assertEqual([kind for kind, _ in self.kinds_logged()][:3], ["armed", "pairing_started", "paired"])
        self.assertEqual(self.programmer("pairings")["pairings"][0]["serial"], "ipt-20-0001")

    def test_wrong_digits_on_either_side_pair_nobody(self):
        endpoint = self.pump.bedside("arm", "clinician")["endpoint"]
        process, digits = self.begin_pairing(endpoint)
        wrong = "000000" if digits != "000000" else "000001"
        self.pump.bedside("confirm", wrong, code=REFUSED)
        _, said = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, REFUSED)
        self.assertIn("found other digits", said)
        process, digits = self.begin_pairing(endpoint)
        _, said = process.communicate(wrong + "\n", timeout=PATIENCE)
        self.assertEqual(process.returncode, REFUSED)
        self.pump.bedside("confirm", digits, code=REFUSED)
        self.assertEqual(self.pump.bedside("pairings", "list")["pairings"], [])
        self.assertEqual(self.programmer("pairings")["pairings"], [])
        self.assertEqual(self.pump.bedside("pairing")["starts"], 2)

    def test_nobody_gives_digits_and_nobody_is_paired(self):
        endpoint = self.pump.bedside("arm", "clinician")["endpoint"]
        self.programmer("pair", endpoint, code=REFUSED)
        self.assertIn("nobody gave the pump's digits", self.said)
        self.assertIn("broke it off", self.pump.bedside("pairing")["result"])

    def test_the_pairing_port_is_closed_unless_the_pump_is_armed(self):
        """IPT-PAI-01 IPT-PAI-02"""
        self.assertNotIn("endpoint", self.pump.bedside("pairing"))
        self.programmer("pair", self.pump.ready["telemetry_tls"], "--confirm", "any", code=UNREACHABLE)  # telemetry pairs nobody
        for reset in (("reset",), ("reset", "--fresh")):
            endpoint = self.pump.bedside("arm", "clinician")["endpoint"]
            socket.create_connection(self.address(endpoint)).close()
            self.pump.bedside(*reset)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection(self.address(endpoint))
            self.assertFalse(self.pump.bedside("pairing")["armed"])
        endpoint = self.pump.bedside("arm", "clinician", "--confirm", "any")["endpoint"]
        self.programmer("pair", endpoint, "--confirm", "any")
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(self.address(endpoint))

    def test_three_starts_end_the_arming_whatever_became_of_them(self):
        """IPT-PAI-03 IPT-PAI-04"""
        endpoint = self.pump.bedside("arm", "clinician")["endpoint"]
        for start in range(3):
            with self.strange_context().wrap_socket(socket.create_connection(self.address(endpoint)), server_hostname=None) as stranger:
                stranger.settimeout(PATIENCE)
                stranger.sendall(b"\xff\xff\xff\xff")  # a frame over the limit
                self.assertIn(b"a frame has", stranger.recv(4096))
        state = self.pump.bedside("pairing")
        self.assertEqual((state["armed"], state["starts"]), (False, 3))
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(self.address(endpoint))

    def test_a_second_programmer_beside_a_start_is_told_to_wait_and_counts_for_nothing(self):
        """IPT-PAI-03"""
        endpoint = self.pump.bedside("arm", "clinician")["endpoint"]
        first, digits = self.begin_pairing(endpoint)
        self.programmer("pair", endpoint, "--confirm", "any", records="other", code=REFUSED)
        self.assertIn("another programmer is pairing", self.said)
        self.assertEqual((self.pump.bedside("pairing")["starts"], self.digits_at_pump()), (1, digits))
        self.pump.bedside("confirm", digits)
        first.communicate(digits + "\n", timeout=PATIENCE)
        self.assertEqual(first.returncode, DONE)

    def test_a_new_arming_ends_the_start_of_an_older_one(self):
        process, _ = self.begin_pairing(self.pump.bedside("arm", "clinician")["endpoint"])
        self.pump.bedside("arm", "observer")
        _, said = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, REFUSED)
        self.assertIn("armed anew", said)
        self.assertEqual(self.pump.bedside("pairing")["role"], "observer")

    def test_pairing_anew_in_another_role_takes_the_place_of_the_old(self):
        """IPT-PAI-19"""
        self.pair("clinician")
        watching = subprocess.Popen([BIN / "programmer", "--pump", self.pump.ready["telemetry_tls"], "--records", self.pump.folder / "records", "watch"],
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(watching.kill)
        watching.stdout.readline()
        self.pair("observer")  # the session was a clinician's, whatever it did
        _, said = watching.communicate(timeout=PATIENCE)
        self.assertEqual(watching.returncode, UNREACHABLE)
        self.assertIn("revoked", said)
        self.assertEqual([one["role"] for one in self.pump.bedside("pairings", "list")["pairings"]], ["observer"])
        self.programmer("--yes", "dose", "set", "130mcg/day", code=REFUSED)

    def test_the_security_log_tells_what_came_of_each_start(self):
        """IPT-PAI-17"""
        endpoint = self.pump.bedside("arm", "clinician")["endpoint"]
        process, _ = self.begin_pairing(endpoint)
        process.communicate("000000\n" if self.digits_at_pump() != "000000" else "000001\n", timeout=PATIENCE)
        self.pair()
        logged = self.kinds_logged()
        self.assertEqual([kind for kind, _ in logged][:6], ["armed", "pairing_started", "pairing_failed", "armed", "pairing_started", "paired"])
        self.assertIn("found other digits", dict(logged)["pairing_failed"])
        fingerprint = self.pump.bedside("pairings", "list")["pairings"][0]["fingerprint"]
        self.pair("clinician", records="other")
        self.pump.bedside("pairings", "revoke", fingerprint)
        self.assertIn("pairing_revoked", [kind for kind, _ in self.kinds_logged(records="other")])

    def pairings_of_folder(self, *words, code=DONE):
        done = subprocess.run([BIN / "pump-sim", "pairings", "--state", self.pump.folder / "state", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, code, done.stderr)
        self.said = done.stderr
        return done.stdout

    def test_a_machine_is_paired_by_its_certificate_while_the_pump_runs_or_does_not(self):
        certificate = self.pump.folder / "c.pem"
        shown = self.programmer("certificate")
        certificate.write_text(shown["certificate"])
        self.pairings_of_folder("list", code=UNREACHABLE)
        self.assertIn("a pump-sim runs on this state already", self.said)
        self.assertIn("bedside pairings", self.said)
        self.pump.bedside("pairings", "add", "--certificate", str(certificate), "--role", "observer", "--name", "ward 3")
        self.assertEqual(self.pump.bedside("pairings", "list")["pairings"], [{"fingerprint": shown["fingerprint"], "role": "observer", "name": "ward 3"}])
        self.pump.stop_process()
        self.assertEqual(self.pairings_of_folder("list"), f"{shown['fingerprint']}  observer  ward 3\n")
        self.pairings_of_folder("revoke", shown["fingerprint"][:8])
        self.assertEqual(self.pairings_of_folder("list"), "")
        self.pairings_of_folder("add", "--certificate", certificate, "--role", "clinician")
        certificate.write_text("no certificate")
        self.pairings_of_folder("add", "--certificate", certificate, "--role", "clinician", code=USAGE)
        self.pump.start()
        self.assertEqual([one["role"] for one in self.pump.bedside("pairings", "list")["pairings"]], ["clinician"])

    def relay(self, endpoint, uri, key=None):
        """Somebody in between, with a key of his own or this one, who passes on what both sides say. Where he can be reached."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ipt-between-"))
        self.addCleanup(shutil.rmtree, folder, True)
        if key is None:
            key = folder / "key.pem"
            subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key], check=True, capture_output=True)
        subprocess.run(["openssl", "req", "-x509", "-key", key, "-out", folder / "c.pem", "-days", "30", "-subj", "/O=x", "-addext", f"subjectAltName=URI:{uri}"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "c.pem", key)
        context.set_alpn_protocols(["ipt-pair/1"])
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        self.from_programmer, self.from_pump = bytearray(), bytearray()

        def pass_on():
            plain, _ = server.accept()
            with context.wrap_socket(plain, server_side=True) as near, self.strange_context().wrap_socket(socket.create_connection(self.address(endpoint))) as far:
                back = threading.Thread(target=self.copy, args=(far, near, self.from_pump), daemon=True)
                back.start()
                self.copy(near, far, self.from_programmer)
                back.join(PATIENCE)

        thread = threading.Thread(target=pass_on, daemon=True)
        thread.start()
        self.addCleanup(thread.join, PATIENCE)
        return f"127.0.0.1:{server.getsockname()[1]}"

    def test_somebody_in_between_who_passes_on_what_both_say_is_found_out_before_digits_are_shown(self):
        """IPT-PAI-06 IPT-PAI-07"""
        between = self.relay(self.pump.bedside("arm", "clinician", "--confirm", "any")["endpoint"], "urn:ipt:pump:ipt-20-0001")
        self.programmer("pair", between, "--confirm", "any", code=REFUSED)  # even where nobody compares digits
        self.assertIn("another nonce than it had committed to", self.said)
        self.assertNotIn("DIGITS", self.said)
        self.assertEqual(self.pump.bedside("pairings", "list")["pairings"], [])
        self.assertEqual(self.programmer("pairings")["pairings"], [])

    def test_another_key_under_a_known_serial_number_is_not_taken_for_the_pump_that_is_known(self):
        self.pair()
        known = self.programmer("pairings")["pairings"]
        other = Pump("--serial", "ipt-20-0001")
        self.addCleanup(other.stop)
        endpoint = other.bedside("arm", "clinician", "--confirm", "any")["endpoint"]
        self.programmer("pair", endpoint, "--confirm", "any", of=other, code=REFUSED)
        self.assertIn("that one has another key", self.said)
        self.assertEqual(self.programmer("pairings")["pairings"], known)
        self.assertEqual(other.bedside("pairings", "list")["pairings"], [])
        self.programmer("unpair", "ipt-20-0001")
        endpoint = other.bedside("arm", "clinician", "--confirm", "any")["endpoint"]
        self.programmer("pair", endpoint, "--confirm", "any", of=other)

    def test_both_sides_take_a_new_nonce_for_every_start(self):
        """IPT-PAI-14"""
        nonces = []
        for _ in range(2):
            between = self.relay(self.pump.bedside("arm", "clinician", "--confirm", "any")["endpoint"], "urn:ipt:pump:ipt-20-0001")
            self.programmer("pair", between, "--confirm", "any", code=REFUSED)
            nonces.append(self.nonce_in(self.from_programmer, "nonce"))
            nonces.append(self.nonce_in(self.from_pump, "reveal"))
        self.assertEqual([len(nonce) for nonce in nonces], [32] * 4)
        self.assertEqual(len(set(nonces)), 4)

    def nonce_in(self, said, kind):
        while said:
            size = 4 + struct.unpack(">I", said[:4])[0]
            message = pairing.PairingMessage.FromString(bytes(said[4:size]))
            if message.WhichOneof("body") == kind:
                return getattr(message, kind).nonce
            said = said[size:]
        self.fail(f"no {kind}")

    def test_a_certificate_of_another_pump_ends_it_before_digits_are_shown(self):
        """IPT-PAI-18"""
        between = self.relay(self.pump.bedside("arm", "clinician", "--confirm", "any")["endpoint"], "urn:ipt:pump:other", self.pump.folder / "state" / "keys" / "key.pem")
        self.programmer("pair", between, "--confirm", "any", code=REFUSED)
        self.assertIn("not one of the pump that it says it is", self.said)
        self.assertNotIn("DIGITS", self.said)
        self.assertEqual(self.pump.bedside("pairings", "list")["pairings"], [])


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""Pairing and protected links over real sockets, as a person at the pump and one at the programmer go through them."""
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from pump import BIN, PATIENCE, Pump, envelope, values

DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3


class Pairing(unittest.TestCase):
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

    def test_ipt_pai_01_the_pairing_port_is_closed_unless_the_pump_is_armed(self):
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

    def strange_context(self, alpn="ipt-pair/1"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols([alpn])
        return context

    def test_ipt_pai_03_three_starts_end_the_arming_whatever_became_of_them(self):
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

    def test_ipt_pai_03_a_second_programmer_beside_a_start_is_told_to_wait_and_counts_for_nothing(self):
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

    def test_several_programmers_are_paired_each_as_what_it_is(self):
        self.pair("clinician")
        self.pair("observer", records="observer")
        self.assertEqual(self.programmer("interrogate", records="observer")["paired_as"], "observer")
        self.programmer("--yes", "dose", "set", "130mcg/day", records="observer", code=REFUSED)
        self.programmer("stop", records="observer", code=REFUSED)
        self.assertEqual(self.programmer("interrogate")["daily_dose_ng"], 120_000)
        self.assertEqual(self.programmer("--yes", "dose", "set", "130mcg/day")["outcome"], "done")
        self.assertEqual(len(self.pump.bedside("pairings", "list")["pairings"]), 2)

    def test_ipt_prs_12_revoking_ends_a_session_at_once_and_therapy_goes_on(self):
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

    def test_ipt_prl_06_a_paired_pump_refuses_plaintext_and_ends_what_speaks_it(self):
        """IPT-PRL-06 IPT-PRS-13"""
        witness = self.pump.client()
        self.addCleanup(witness.close)
        self.pair()
        self.assertEqual(witness.receive().goodbye.reason, envelope.GOODBYE_REASON_INSECURE)
        for unix in (False, True):
            client = self.pump.client(greet=False, unix=unix)
            self.addCleanup(client.close)
            self.assertEqual(client.say(hello=envelope.Hello(minor_versions=[0], client_id="x", role=values.ROLE_CLINICIAN)).goodbye.reason, envelope.GOODBYE_REASON_INSECURE)

    def test_ipt_prl_07_a_programmer_that_has_pinned_a_pump_speaks_no_plaintext_to_it(self):
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

    def test_ipt_prs_08_another_pump_at_that_address_is_told_nothing(self):
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

    def test_ipt_pai_19_pairing_anew_in_another_role_takes_the_place_of_the_old(self):
        self.pair("clinician")
        self.pair("observer")
        self.assertEqual([one["role"] for one in self.pump.bedside("pairings", "list")["pairings"]], ["observer"])
        self.programmer("--yes", "dose", "set", "130mcg/day", code=REFUSED)

    def test_ipt_pai_17_the_security_log_tells_what_came_of_each_start(self):
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
        self.assertIn("that pump runs", self.said)
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

    def test_ipt_prs_01_nothing_below_tls_1_3_and_no_stranger_gets_a_welcome(self):
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

    def test_ipt_prs_15_a_certificate_that_soon_ends_is_told(self):
        """The pump's own key with a certificate of 30 days, by somebody who has both and passes on what comes."""
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
        done = subprocess.run([BIN / "programmer", "--pump", f"tls:127.0.0.1:{server.getsockname()[1]}", "--serial", "ipt-20-0001", "--records", self.pump.folder / "records", "pairings"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, DONE)
        done = subprocess.run([BIN / "programmer", "--pump", f"tls:127.0.0.1:{server.getsockname()[1]}", "--serial", "ipt-20-0001", "--records", self.pump.folder / "records", "program", "show"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        relay.join(PATIENCE)
        self.assertIn("the certificate of pump ipt-20-0001 ends in ", done.stderr)

    def pass_on(self, server, context):
        plain, _ = server.accept()
        with context.wrap_socket(plain, server_side=True) as near, socket.create_connection(self.address(self.pump.ready["telemetry"])) as far:
            back = threading.Thread(target=self.copy, args=(far, near), daemon=True)
            back.start()
            self.copy(near, far)

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(4096):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def test_keys_that_others_may_read_are_refused_with_the_command_that_mends_it(self):
        self.programmer("certificate")
        key = self.pump.folder / "records" / "keys" / "key.pem"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        os.chmod(key, 0o644)
        self.programmer("certificate", code=UNREACHABLE)
        self.assertIn("chmod 600", self.said)


if __name__ == "__main__":
    unittest.main(verbosity=1)

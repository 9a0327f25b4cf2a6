"""Real sockets, and a client that is not ours: what a pump does with good, bad and hostile bytes."""
import os
import random
import socket
import struct
import unittest

from pump import Client, Pump, control, envelope, reports, therapy, values


class Sockets(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def refused_with(self, data, reason):
        """Sends bytes on a fresh connection: a Goodbye, the end, and a pump that goes on unmoved."""
        before = self.pump.truth()
        witness = self.pump.client()
        self.addCleanup(witness.close)
        client = self.pump.client(greet=False)
        self.addCleanup(client.close)
        client.send_bytes(data)
        self.assertEqual(client.receive().goodbye.reason, reason)
        self.assertIsNone(client.receive())
        self.assertEqual(witness.status().mode, values.MODE_SIMPLE_CONTINUOUS)
        self.assertEqual(self.pump.truth(), before)

    def test_a_frame_of_length_0_gets_a_goodbye(self):
        self.refused_with(struct.pack(">I", 0), envelope.GOODBYE_REASON_BAD_FRAME)

    def test_a_frame_over_the_limit_gets_a_goodbye_before_its_bytes_come(self):
        self.refused_with(struct.pack(">I", 4097), envelope.GOODBYE_REASON_BAD_FRAME)
        self.refused_with(struct.pack(">I", 0xFFFFFFFF), envelope.GOODBYE_REASON_BAD_FRAME)

    def test_random_bytes_get_a_goodbye(self):
        seed = random.randrange(1 << 32)
        noise = random.Random(seed)
        for _ in range(20):
            payload = b"\xff" + bytes(noise.randrange(256) for _ in range(noise.randrange(1, 200)))  # 0xff: no valid field
            with self.subTest(seed=seed):
                self.refused_with(struct.pack(">I", len(payload)) + payload, envelope.GOODBYE_REASON_BAD_MESSAGE)

    def test_a_request_before_hello_is_unexpected(self):
        message = envelope.Envelope(seq=1, request=envelope.Request(get_status=reports.GetStatus())).SerializeToString()
        self.refused_with(struct.pack(">I", len(message)) + message, envelope.GOODBYE_REASON_UNEXPECTED)

    def test_a_wrong_serial_is_the_wrong_pump(self):
        client = self.pump.client(greet=False)
        self.addCleanup(client.close)
        goodbye = client.say(hello=envelope.Hello(minor_versions=[0], client_id="x", role=values.ROLE_OBSERVER, pump_serial="another")).goodbye
        self.assertEqual(goodbye.reason, envelope.GOODBYE_REASON_WRONG_PUMP)

    def test_bytes_one_at_a_time_and_many_frames_at_once_are_the_same_conversation(self):
        client = self.pump.client()
        self.addCleanup(client.close)
        frames = b""
        for seq in range(2, 12):
            message = envelope.Envelope(session_id=client.session_id, seq=seq, request=envelope.Request(get_status=reports.GetStatus())).SerializeToString()
            frames += struct.pack(">I", len(message)) + message
        half = len(frames) // 2
        for i in range(half):
            client.send_bytes(frames[i:i + 1])
        client.send_bytes(frames[half:])
        for seq in range(2, 12):
            answer = client.receive()
            self.assertEqual(answer.reply_to, seq)
            self.assertEqual(answer.response.code, envelope.CODE_OK)

    def test_a_unix_socket_serves_the_same_pump(self):
        client = self.pump.client(unix=True)
        self.addCleanup(client.close)
        self.assertEqual(client.status().reservoir_nl, 20_000_000)
        mode = os.stat(self.pump.ready["telemetry_unix"].removeprefix("unix:")).st_mode & 0o777
        self.assertEqual(mode, 0o600)

    def test_an_unknown_request_is_unimplemented_and_the_session_goes_on(self):
        client = self.pump.client()
        self.addCleanup(client.close)
        response = client.say(request=envelope.Request()).response
        self.assertEqual((response.code, response.refusal.reason), (envelope.CODE_UNIMPLEMENTED, envelope.REASON_UNKNOWN_REQUEST))
        self.assertEqual(client.status().daily_dose_ng, 120_000)

    def test_a_dose_is_changed_once_however_often_its_commit_is_sent(self):
        client = self.pump.client()
        self.addCleanup(client.close)
        staged = client.stage(client.program(130_000))
        self.assertEqual((staged.receipt.now.daily_dose_ng, staged.receipt.after.daily_dose_ng), (120_000, 130_000))
        body = client.commit_body(staged, b"0123456789abcdef").SerializeToString()
        first = client.ask(commit=control.Commit(commit_body=body))
        again = client.ask(commit=control.Commit(commit_body=body))
        self.assertEqual((first.committed.replayed, again.committed.replayed), (False, True))
        self.assertEqual(first.committed.result, again.committed.result)
        self.assertEqual(first.state_version, again.state_version)
        self.assertEqual(client.status().daily_dose_ng, 130_000)
        self.assertEqual(self.pump.truth()["operations"], 1)

    def test_therapy_bytes_with_an_unknown_field_are_refused(self):
        client = self.pump.client()
        self.addCleanup(client.close)
        response = client.stage(client.program(130_000).SerializeToString() + b"\xf8\x07\x01")  # field 127
        self.assertEqual(response.refusal.reason, envelope.REASON_BAD_THERAPY)

    def test_a_peer_that_goes_away_in_mid_update_changes_nothing(self):
        client = self.pump.client()
        client.stage(client.program(130_000))
        client.close()
        self.pump.bedside("wait-for", "idle")
        other = self.pump.client(client_id="other")
        self.addCleanup(other.close)
        self.assertEqual(other.ask(acquire_control=control.AcquireControl()).code, envelope.CODE_OK)
        self.assertEqual(other.status().daily_dose_ng, 120_000)

    def test_a_hundred_connections_are_served_and_half_open_ones_do_no_harm(self):
        half_open = [self.pump.client(greet=False) for _ in range(50)]
        clients = [self.pump.client(client_id=f"c{n}", role=values.ROLE_OBSERVER) for n in range(100)]
        for client in clients:
            self.assertEqual(client.status().mode, values.MODE_SIMPLE_CONTINUOUS)
        for client in clients + half_open:
            client.close()

    def test_sigterm_says_goodbye_and_ends_cleanly(self):
        client = self.pump.client()
        self.addCleanup(client.close)
        self.pump.process.terminate()
        self.assertEqual(client.receive().goodbye.reason, envelope.GOODBYE_REASON_SHUTTING_DOWN)
        self.assertEqual(self.pump.process.wait(20), 0)


if __name__ == "__main__":
    unittest.main(verbosity=1)

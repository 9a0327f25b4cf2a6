"""The process dies at each named point, once: what was asked is done once or not at all, and no reply comes before its record."""
import signal
import unittest

from pump import PATIENCE, Pump, control, envelope, reports, therapy, values

COMMIT_ID, STOP_ID, BOLUS_ID = b"commit-commit-01", b"stop-stop-stop-1", b"bolus-bolus-1234"
# Where the record is durable when the process dies there, and whether the reply can have left.
DURABLE = {"before-store": False, "in-transaction": False, "after-transaction": True, "after-store": True, "before-send": True, "after-send": True}


class Crash(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def crash(self, *words):
        self.pump.bedside("crash", "at", *words)

    def died(self):
        self.assertEqual(self.pump.process.wait(PATIENCE), -signal.SIGKILL)

    def heard(self, client, **ask):
        """The answer, or None when the pump died before it came."""
        try:
            client.send(request=envelope.Request(**ask))
            envelope_heard = client.receive()
        except (ConnectionError, BrokenPipeError):
            envelope_heard = None
        client.close()
        return envelope_heard.response if envelope_heard else None

    def again(self):
        self.pump.start()
        client = self.pump.client()
        self.addCleanup(client.close)
        return client

    def bolus(self, client):
        return therapy.TherapyOperation(pump_serial=client.welcome.pump_serial, mode_after=therapy.MODE_AFTER_UNCHANGED, bolus=therapy.SingleBolus(
            dose_ng=50_000, duration_ms=3_600_000, concentration_ng_per_ml=2_000_000))

    def test_a_commit_is_done_exactly_when_its_record_was_durable_and_a_reply_never_comes_before_it(self):
        for point, durable in DURABLE.items():
            with self.subTest(point=point):
                self.pump.bedside("reset", "--fresh")
                client = self.pump.client()
                body = client.commit_body(client.stage(client.program(130_000)), COMMIT_ID).SerializeToString()
                self.crash(point, "on", "commit") if "transaction" not in point else self.crash(point)
                answer = self.heard(client, commit=control.Commit(commit_body=body))
                self.died()
                self.assertEqual(answer is not None, point == "after-send")
                client = self.again()
                self.assertEqual(self.pump.truth()["operations"], int(durable))
                state = client.ask(get_operation=reports.GetOperation(operation_id=COMMIT_ID)).operation.state
                self.assertEqual(state, reports.OPERATION_STATE_EXECUTED if durable else reports.OPERATION_STATE_NOT_SEEN)
                client.ask(acquire_control=control.AcquireControl())
                repeated = client.ask(commit=control.Commit(commit_body=body))
                self.assertEqual(repeated.committed.replayed, durable)
                self.assertEqual(repeated.code == envelope.CODE_OK, durable)
                self.assertEqual(self.pump.truth()["operations"], int(durable))

    def test_a_stop_is_done_exactly_when_its_record_was_durable_and_its_repetition_never_stops_twice(self):
        for point, durable in DURABLE.items():
            with self.subTest(point=point):
                self.pump.bedside("reset", "--fresh")
                client = self.pump.client()
                self.crash(point, "on", "stop") if "transaction" not in point else self.crash(point)
                answer = self.heard(client, stop=control.Stop(operation_id=STOP_ID))
                self.died()
                self.assertEqual(answer is not None, point == "after-send")
                client = self.again()
                self.assertEqual(client.status().mode == values.MODE_STOPPED, durable)
                repeated = client.ask(stop=control.Stop(operation_id=STOP_ID)).stopped
                self.assertTrue(repeated.durable)
                self.assertEqual(self.pump.truth()["operations"], 1)

    def test_a_crash_on_one_command_lets_the_others_pass_and_nth_counts(self):
        self.crash("before-send", "on", "status", "nth", "3")
        client = self.pump.client()
        self.assertEqual(client.ask(get_info=reports.GetInfo()).code, envelope.CODE_OK)
        client.status(), client.status()
        self.assertIsNone(self.heard(client, get_status=reports.GetStatus()))
        self.died()
        self.again()
        self.crash("before-send", "nth", "9")
        self.pump.bedside("crash", "never")
        client = self.pump.client()
        for _ in range(12):
            self.assertEqual(client.ask(get_info=reports.GetInfo()).code, envelope.CODE_OK)
        client.close()

    def test_what_belongs_to_an_alarm_or_the_time_dies_with_it_and_is_asked_again(self):
        client = self.pump.client()
        client.ask(stop=control.Stop(operation_id=STOP_ID))
        self.pump.bedside("clock", "advance", "48h")
        alarm = client.status().alarms[0].id
        self.crash("before-store", "on", "acknowledge")
        self.assertIsNone(self.heard(client, acknowledge_alarm=control.AcknowledgeAlarm(alarm_id=alarm)))
        self.died()
        client = self.again()
        self.assertFalse(client.status().alarms[0].acknowledged)
        client.close()
        self.crash("time-mark")
        self.pump.bedside("clock", "advance", "1h", code=3)
        self.died()
        self.again()
        self.assertLess(self.pump.truth()["uptime_ms"], 49 * 3_600_000)

    def test_hands_in_a_transaction_that_never_ended_have_done_nothing(self):
        for point, place in (("in-transaction", "PLACE_OUT"), ("after-transaction", "PLACE_SEPTUM")):
            self.crash(point)
            self.pump.bedside("needle", "septum", code=3)
            self.died()
            self.again().close()
            self.assertEqual(self.pump.truth()["needle"], place)

    def test_a_crash_at_the_last_snapshot_loses_nothing(self):
        client = self.pump.client()
        self.assertEqual(client.commit(client.program(130_000), COMMIT_ID).code, envelope.CODE_OK)
        client.close()
        self.crash("snapshot")
        self.pump.process.terminate()
        self.died()
        self.assertEqual(self.again().status().daily_dose_ng, 130_000)

    def test_a_crash_at_the_nth_stroke_of_a_bolus_says_exactly_so_many_and_gives_no_more(self):
        for nth in (1, 7, 12):
            with self.subTest(nth=nth):
                self.pump.bedside("reset", "--fresh")
                stroke = self.stroke()
                client = self.pump.client()
                self.assertEqual(client.commit(self.bolus(client), BOLUS_ID).code, envelope.CODE_OK)
                client.close()
                self.crash("bolus-stroke", "nth", str(nth))
                self.pump.bedside("clock", "advance", "3h", code=3)
                self.died()
                client = self.again()
                report = client.ask(get_operation=reports.GetOperation(operation_id=BOLUS_ID)).operation
                self.assertEqual((report.state, report.ending), (reports.OPERATION_STATE_PARTLY_EXECUTED, reports.ENDING_INTERRUPTED))
                self.assertEqual(report.delivered_nl, nth * stroke)
                truth = self.pump.truth()
                base = 60_000 * truth["uptime_ms"] // 86_400_000  # 120 mcg/day of 2,000 mcg/mL since the pump was made
                # Whole strokes of both together, so at most one less than of each.
                self.assertLessEqual(abs(truth["delivered_nl"] - base - nth * stroke), stroke)
                client.close()

    def stroke(self):
        """Nanolitres of one stroke, by the truth."""
        self.pump.bedside("clock", "advance", "10d")
        truth = self.pump.truth()
        self.pump.bedside("reset", "--fresh")
        return truth["delivered_nl"] // truth["strokes"]

    def test_a_reset_ends_sessions_lease_and_stages_counts_a_boot_and_cuts_a_bolus_while_the_world_goes_on(self):
        self.pump.bedside("needle", "septum")
        client = self.pump.client()
        self.assertEqual(client.commit(self.bolus(client), BOLUS_ID).code, envelope.CODE_OK)
        self.pump.bedside("clock", "advance", "--force", "30min")
        before = self.pump.truth()
        self.pump.bedside("reset")
        self.assertEqual(client.receive().goodbye.reason, envelope.GOODBYE_REASON_RESET)
        self.assertIsNone(client.receive())
        client.close()
        after = self.pump.truth()
        self.assertEqual(after.pop("boot_count"), before.pop("boot_count") + 1)
        self.assertEqual((after["needle"], after), ("PLACE_SEPTUM", before))
        self.pump.bedside("clock", "advance", "1h")  # nobody holds control any more
        for restarted in (False, True):
            if restarted:
                self.pump.kill()
                self.pump.start()
            client = self.pump.client()
            report = client.ask(get_operation=reports.GetOperation(operation_id=BOLUS_ID)).operation
            self.assertEqual((report.ending, report.delivered_nl), (reports.ENDING_INTERRUPTED, 12_500))
            client.close()
        self.assertEqual(self.pump.truth()["delivered_nl"], 12_500 + 3_750)  # and 90 minutes of the base

    def test_a_stage_of_before_a_reset_is_dead(self):
        client = self.pump.client()
        body = client.commit_body(client.stage(client.program(130_000)), COMMIT_ID).SerializeToString()
        self.pump.bedside("reset")
        client.close()
        client = self.pump.client()
        self.addCleanup(client.close)
        client.ask(acquire_control=control.AcquireControl())
        self.assertNotEqual(client.ask(commit=control.Commit(commit_body=body)).code, envelope.CODE_OK)
        self.assertEqual(self.pump.truth()["operations"], 0)

    def test_a_plan_that_makes_no_sense_is_refused(self):
        for words in (("at", "nowhere"), ("at", "after-send", "on", "christmas"), ("at", "after-send", "nth", "0"), ("after-send",), ("at", "after-send", "on")):
            self.pump.bedside("crash", *words, code=2)
        self.pump.bedside("crash", "at", "bolus-stroke", "on", "commit", code=1)


if __name__ == "__main__":
    unittest.main(verbosity=1)

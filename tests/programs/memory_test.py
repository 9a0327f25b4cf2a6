"""What a pump process remembers: over kill -9, over a clean end, and when its files are not what they should be."""
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from pump import BIN, PATIENCE, Pump, control, envelope, reports, therapy, values


class Memory(unittest.TestCase):
    def setUp(self):
        self.pump = Pump()
        self.addCleanup(self.pump.stop)

    def again(self, *arguments):
        self.pump.start(*arguments)

    def test_after_kill_9_everything_that_was_answered_is_there_and_no_time_has_passed(self):
        self.pump.bedside("clock", "advance", "90d")
        self.pump.bedside("needle", "septum")
        self.pump.bedside("withdraw")
        self.pump.bedside("fill", "10mL", "--concentration", "2000mcg/mL")
        client = self.pump.client()
        committed = client.commit(client.program(130_000), b"0123456789abcdef")
        self.assertEqual(committed.code, envelope.CODE_OK)
        before, truth = client.status(), self.pump.truth()
        client.close()
        self.pump.kill()
        self.again()
        client = self.pump.client()
        self.addCleanup(client.close)
        self.assertEqual(client.welcome.boot_count, 2)
        after = client.status()
        after.log_head, before.log_head = 0, 0  # the boot is an entry of its own
        self.assertEqual(after, before)
        now = self.pump.truth()
        self.assertEqual(now.pop("boot_count"), truth.pop("boot_count") + 1)
        self.assertGreaterEqual(now.pop("uptime_ms"), truth.pop("uptime_ms"))
        for key in ("clock_ms", "pump_time"):
            now.pop(key), truth.pop(key)
        self.assertEqual(now, truth)

    def test_a_stop_survives_a_boot_and_the_48_hours_go_on(self):
        client = self.pump.client()
        stopped = client.ask(stop=control.Stop(operation_id=b"stop-stop-stop-1")).stopped
        self.assertTrue(stopped.durable)
        client.close()
        self.pump.bedside("clock", "advance", "47h")
        self.pump.kill()
        self.again()
        self.pump.bedside("clock", "advance", "59min")
        client = self.pump.client()
        self.addCleanup(client.close)
        self.assertEqual((client.status().mode, len(client.status().alarms)), (values.MODE_STOPPED, 0))
        self.pump.bedside("clock", "advance", "1min")
        self.assertEqual([alarm.kind for alarm in client.status().alarms], [values.ALARM_KIND_STOPPED_TOO_LONG])

    def test_while_no_write_succeeds_the_pump_lives_stops_and_tells_no_tale(self):
        client = self.pump.client()
        self.addCleanup(client.close)
        body = client.commit_body(client.stage(client.program(140_000)), b"0123456789abcdef").SerializeToString()
        name = control.CommitBody.FromString(body).stage
        _, most = resource.prlimit(self.pump.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pump.process.pid, resource.RLIMIT_FSIZE, (1, most))
        self.assertEqual(client.ask(commit=control.Commit(commit_body=body)).code, envelope.CODE_PENDING)
        report = client.ask(get_operation=reports.GetOperation(operation_id=b"0123456789abcdef", stage=name)).operation
        self.assertEqual(report.state, reports.OPERATION_STATE_PENDING)
        said = self.pump.programmer("--yes", "stop")
        self.assertEqual((said["outcome"], said["durable"]), ("done", False))
        status = client.status()
        self.assertEqual((status.mode, status.motor), (values.MODE_STOPPED, reports.MOTOR_STATE_HALTED))
        self.assertEqual([(alarm.kind, alarm.active) for alarm in status.alarms], [(values.ALARM_KIND_MEMORY_ERROR, True)])
        self.pump.bedside("clock", "advance", "1d", code=1)
        resource.prlimit(self.pump.process.pid, resource.RLIMIT_FSIZE, (most, most))
        client.status()  # whoever asks brings memory up to what is so
        report = client.ask(get_operation=reports.GetOperation(operation_id=b"0123456789abcdef", stage=name)).operation
        self.assertEqual((report.state, report.stage_live), (reports.OPERATION_STATE_NOT_SEEN, False))
        self.pump.kill()
        self.again()
        client = self.pump.client()
        self.addCleanup(client.close)
        status = client.status()
        self.assertEqual((status.mode, self.pump.truth()["operations"]), (values.MODE_STOPPED, 1))
        self.assertEqual([alarm.kind for alarm in status.alarms if alarm.active], [])

    def test_a_replay_after_a_boot_gets_the_same_result(self):
        client = self.pump.client()
        body = client.commit_body(client.stage(client.program(140_000)), b"0123456789abcdef").SerializeToString()
        first = client.ask(commit=control.Commit(commit_body=body)).committed
        client.close()
        self.pump.kill()
        self.again()
        client = self.pump.client()
        self.addCleanup(client.close)
        again = client.ask(commit=control.Commit(commit_body=body)).committed
        self.assertEqual((again.replayed, again.result), (True, first.result))
        self.assertEqual(self.pump.truth()["operations"], 1)

    def test_a_bolus_cut_by_kill_9_says_how_much_went_in_and_never_resumes(self):
        client = self.pump.client()
        bolus = therapy.TherapyOperation(pump_serial=client.welcome.pump_serial, mode_after=therapy.MODE_AFTER_UNCHANGED, bolus=therapy.SingleBolus(
            dose_ng=50_000, duration_ms=3_600_000, concentration_ng_per_ml=2_000_000))
        self.assertEqual(client.commit(bolus, b"bolus-bolus-1234").code, envelope.CODE_OK)
        client.close()
        self.pump.bedside("clock", "advance", "30min")
        self.pump.kill()
        self.again()
        self.pump.bedside("clock", "advance", "2h")
        client = self.pump.client()
        self.addCleanup(client.close)
        report = client.ask(get_operation=reports.GetOperation(operation_id=b"bolus-bolus-1234")).operation
        self.assertEqual((report.state, report.ending), (reports.OPERATION_STATE_PARTLY_EXECUTED, reports.ENDING_INTERRUPTED))
        self.assertEqual((report.volume_nl, report.delivered_nl), (25_000, 12_500))
        # Basal for 2.5 hours is 6,250 nL; the bolus gave its half and no more.
        self.assertEqual(self.pump.truth()["delivered_nl"], 18_750)

    def test_save_restore_and_from_give_the_same_pump(self):
        self.pump.bedside("clock", "advance", "30d")
        saved = self.pump.folder / "saved"
        self.pump.bedside("save", str(saved))
        self.pump.bedside("clock", "advance", "30d")
        self.pump.bedside("restore", str(saved))
        self.assertEqual(self.pump.truth()["delivered_nl"], 1_800_000)
        twin = Pump("--from", str(saved))
        self.addCleanup(twin.stop)
        self.assertEqual(twin.truth()["delivered_nl"], 1_800_000)
        self.pump.bedside("reset", "--fresh")
        fresh = self.pump.truth()
        self.assertEqual((fresh["delivered_nl"], fresh["boot_count"]), (0, 3))

    def test_save_takes_the_place_of_nothing_but_an_earlier_save(self):
        saved = self.pump.folder / "saved"
        self.pump.bedside("save", str(saved))
        self.pump.bedside("save", str(saved))
        memory = self.pump.folder / "state" / "pump.db"
        letter = self.pump.folder / "letter"
        letter.write_text("to my aunt")
        link = self.pump.folder / "link"
        link.symlink_to(saved)
        for path in (memory, letter, link, self.pump.folder):
            before = path.lstat().st_ino
            self.pump.bedside("save", str(path), code=1)
            self.assertEqual(path.lstat().st_ino, before)
        self.assertEqual(letter.read_text(), "to my aunt")
        for verb in ("save", "restore"):
            self.pump.bedside(verb, "", code=2)
        self.pump.kill()
        self.again()
        self.assertEqual(self.pump.truth()["boot_count"], 2)

    def test_a_long_state_path_ends_cleanly_and_leaves_no_sockets(self):
        with tempfile.TemporaryDirectory() as elsewhere:
            long = self.pump.folder / ("d" * 100)
            ready = self.pump.folder / "long-ready"
            process = subprocess.Popen([BIN / "pump-sim", "--state", long, "--speed", "0", "--ready-file", ready], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env={**os.environ, "TMPDIR": elsewhere})
            while not ready.exists():  # bounded: it writes it or ends
                self.assertIsNone(process.poll())
            process.terminate()
            self.assertEqual(process.wait(PATIENCE), 0)
            self.assertEqual(list(pathlib.Path(elsewhere).iterdir()), [])

    def refused(self, *arguments, code=3):
        done = subprocess.run([BIN / "pump-sim", "--state", str(self.pump.folder / "state"), *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertTrue(done.stderr.startswith("pump-sim: "), done.stderr)
        return done.stderr

    def test_a_second_process_on_one_state_is_refused_and_the_first_goes_on(self):
        self.refused()
        self.assertEqual(self.pump.truth()["reservoir_nl"], 20_000_000)

    def test_a_damaged_foreign_or_newer_file_is_refused_and_left_as_it_is(self):
        self.pump.bedside("needle", "septum")
        self.pump.process.terminate()
        self.pump.process.wait(PATIENCE)
        file = self.pump.folder / "state" / "pump.db"
        good = file.read_bytes()

        def spoil(change):
            file.write_bytes(good)
            change()
            spoilt = file.read_bytes()
            sentence = self.refused()
            self.assertEqual(file.read_bytes(), spoilt)
            return sentence

        def sql(text):
            database = sqlite3.connect(file)
            database.execute(text)
            database.commit()
            database.close()

        spoil(lambda: sql("UPDATE record SET bytes = substr(bytes, 1, length(bytes) - 1) || x'00' WHERE id = 1"))
        spoil(lambda: sql("UPDATE mark SET uptime_ms = uptime_ms + 1"))
        spoil(lambda: sql("PRAGMA user_version = 99"))
        spoil(lambda: file.write_text("a letter to my aunt\n" * 100))
        spoil(lambda: file.write_bytes(good[:len(good) // 2]))
        file.write_bytes(good)
        self.again()
        self.assertEqual(self.pump.truth()["needle"], "PLACE_SEPTUM")

    def test_another_profile_does_not_make_another_pump_of_it(self):
        self.pump.process.terminate()
        self.pump.process.wait(PATIENCE)
        self.refused("--profile", "valve-20", code=2)

    def test_a_damaged_saved_pump_is_refused(self):
        saved = self.pump.folder / "saved"
        self.pump.bedside("save", str(saved))
        data = bytearray(saved.read_bytes())
        data[-10] ^= 1
        saved.write_bytes(data)
        before = self.pump.truth()
        self.pump.bedside("restore", str(saved), code=1)
        self.assertEqual(self.pump.truth(), before)


if __name__ == "__main__":
    unittest.main(verbosity=1)

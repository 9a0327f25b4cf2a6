"""What a client does until the pump dies under it: doses, boluses, stops and refills, always with requests in flight."""
import json
import subprocess
import uuid

from book import STRENGTH, Operation
from pump import BIN, PATIENCE, control, envelope, reports, therapy, values

GONE = (ConnectionError, EOFError)


class Work:
    """One life of the pump process. Ends by itself when the process is killed; `operations` is what was asked."""

    def __init__(self, pump, book, dice, with_hands):
        self.pump, self.book, self.dice, self.with_hands = pump, book, dice, with_hands
        self.operations, self.needle_work = [], []
        self.answers, self.waiting = {}, {}
        self.bolus_runs = False

    def go_on(self):
        try:
            self.client, self.second = self.pump.client(client_id="kill-loop"), self.pump.client(client_id="kill-loop")
            self.ask(self.client, acquire_control=control.AcquireControl())
            if self.with_hands:
                self.refill_by_hand()
            staged = self.stage_one()
            while True:
                staged = self.commit_and_stage(*staged)
                if self.dice.random() < 0.15:
                    self.stop_meanwhile()
                if self.bolus_runs and self.dice.random() < 0.4:
                    self.let_time_pass()
        except GONE:
            self.read_what_is_left()

    # --- talking ----------------------------------------------------------------------------------------------------
    def send(self, client, operation=None, **ask):
        client.send(request=envelope.Request(**ask))
        self.waiting[client, client.seq] = operation
        return client.seq

    def receive(self, client):
        heard = client.receive()
        if heard is None:
            raise EOFError
        if heard.WhichOneof("body") != "response":
            return
        operation = self.waiting.pop((client, heard.reply_to))
        self.answers[client, heard.reply_to] = heard.response
        if operation is not None:
            note_answer(operation, heard.response)

    def answer(self, client, seq):
        while (client, seq) not in self.answers:
            self.receive(client)
        return self.answers.pop((client, seq))

    def ask(self, client, **ask):
        return self.answer(client, self.send(client, **ask))

    def read_what_is_left(self):
        """Answers that had left before the process died count as heard."""
        for client in (getattr(self, "client", None), getattr(self, "second", None)):
            try:
                while client:
                    self.receive(client)
            except (*GONE, OSError):
                client.close()

    # --- doing ------------------------------------------------------------------------------------------------------
    def intent(self):
        """What comes next, and its therapy operation, running afterwards."""
        kind = self.dice.choices(("program", "bolus", "resume", "refill"), (5, 4, 1, 1))[0]
        running = dict(pump_serial=self.client.welcome.pump_serial, mode_after=therapy.MODE_AFTER_RUNNING)
        if kind == "program":
            dose = 2_000 * self.dice.randrange(40, 90)
            content = dict(program=therapy.Program(concentration_ng_per_ml=STRENGTH, simple_continuous=therapy.SimpleContinuous(dose_ng_per_day=dose)))
        elif kind == "bolus":
            running["mode_after"] = therapy.MODE_AFTER_UNCHANGED
            content = dict(bolus=therapy.SingleBolus(dose_ng=1_000 * self.dice.randrange(10, 60), duration_ms=60_000 * self.dice.randrange(10, 60),
                                                     concentration_ng_per_ml=STRENGTH))
        elif kind == "resume":
            content = dict(resume=therapy.Resume())
        else:
            content = dict(refill=therapy.Refill(volume_nl=18_000_000, drug="baclofen", concentration_ng_per_ml=STRENGTH, lot="B-2041"))
        return kind, therapy.TherapyOperation(**running, **content).SerializeToString()

    def stage_one(self):
        kind, data = self.intent()
        return kind, data, self.answer(self.client, self.send(self.client, stage=control.Stage(operation=data)))

    def commit_and_stage(self, kind, data, staged):
        """The commit of what is staged and the stage of what comes next go out together."""
        commit = None
        if staged.code == envelope.CODE_OK:
            body = self.client.commit_body(staged, uuid.UUID(int=self.dice.getrandbits(128)).bytes)
            operation = Operation(body.operation_id, kind, body.stage, data, body.SerializeToString())
            self.operations.append(operation)
            commit = self.send(self.client, operation, commit=control.Commit(commit_body=operation.body))
        kind, data = self.intent()
        stage = self.send(self.client, stage=control.Stage(operation=data))
        if commit is not None:
            done = self.answer(self.client, commit).code == envelope.CODE_OK
            self.bolus_runs = self.bolus_runs or (done and operation.kind == "bolus")
        elif self.bolus_runs and self.dice.random() < 0.5:
            self.stop_meanwhile()
        return kind, data, self.answer(self.client, stage)

    def stop_meanwhile(self):
        """On another connection, with a read behind it, while the first has a stage open."""
        operation = Operation(uuid.UUID(int=self.dice.getrandbits(128)).bytes, "stop")
        self.operations.append(operation)
        stop = self.send(self.second, operation, stop=control.Stop(operation_id=operation.id))
        read = self.send(self.second, get_status=reports.GetStatus())
        self.answer(self.second, stop)
        self.bolus_runs = self.answer(self.second, read).status.mode != values.MODE_STOPPED and self.bolus_runs

    def let_time_pass(self):
        self.bedside("clock", "advance", f"{self.dice.randrange(1, 40)}min", "--force")
        self.bolus_runs = self.ask(self.client, get_status=reports.GetStatus()).status.HasField("bolus")

    def refill_by_hand(self):
        """Only so much each time that the reservoir neither runs empty nor over, whatever was done of it before."""
        truth = self.bedside("truth")
        self.bedside("needle", "septum")
        verb = ("withdraw", "4mL") if truth["reservoir_nl"] > 12_000_000 else ("fill", "4mL", "--concentration", "2000mcg/mL")
        act = [verb[0], None]
        self.needle_work.append(act)
        act[1] = self.bedside(*verb)["volume_nl"]
        self.bedside("needle", "out")

    def bedside(self, *words):
        done = subprocess.run([BIN / "bedside", "--pump-control", self.pump.ready["bedside"], "--json", *words], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode == 3:
            raise EOFError
        if done.returncode != 0:
            raise RuntimeError(f"bedside {' '.join(words)}: {done.stderr}")
        return json.loads(done.stdout)


def note_answer(operation, response):
    if response.code != envelope.CODE_OK:
        operation.told = "refused"
        return
    operation.told = "done"
    if response.WhichOneof("answer") == "committed":
        operation.result_bytes = response.committed.result

"""After a restart: every operation is settled by the pump's own word, and all words are compared with book and truth."""
from book import Operation
from pump import control, envelope, reports, values

DONE_STATES = (reports.OPERATION_STATE_EXECUTED, reports.OPERATION_STATE_PARTLY_EXECUTED, reports.OPERATION_STATE_SUPERSEDED)
NOT_DONE_STATES = (reports.OPERATION_STATE_NOT_SEEN, reports.OPERATION_STATE_REJECTED)


class Wrong(Exception):
    """Something is not as it must be. `kind`: lost, doubled or wrong."""

    def __init__(self, kind, what):
        super().__init__(f"{kind}: {what}")
        self.kind = kind


def require(holds, kind, what):
    if not holds:
        raise Wrong(kind, what)


def report_of(client, operation):
    ask = reports.GetOperation(operation_id=operation.id)
    if operation.stage is not None:
        ask.stage.CopyFrom(operation.stage)
    return client.ask(get_operation=ask).operation


def settle(client, operation):
    """Gives `operation` its outcome. Also sends an unanswered one again, as a client would that heard nothing."""
    report = report_of(client, operation)
    name = f"{operation.kind} {operation.id.hex()}"
    if report.state in DONE_STATES:
        require(operation.told != "refused", "doubled", f"{name} was refused and is done")
        require(operation.result_bytes in (b"", report.result), "wrong", f"{name} has another result than was answered")
        take_report(operation, report)
    elif report.state in NOT_DONE_STATES:
        require(operation.told != "done", "lost", f"{name} was answered as done and the pump has not seen it")
        operation.outcome = "not done"
    else:  # a stop has no stage: once anything was evicted the pump cannot say "not seen" of it
        require(operation.kind == "stop" and report.state == reports.OPERATION_STATE_OLDER_THAN_JOURNAL, "wrong",
                f"{name} is {reports.OperationState.Name(report.state)} after the restart")
        require(operation.told != "done", "lost", f"{name} was answered as done and is gone")
        operation.outcome = "not done"
    if operation.told == "":
        ask_again(client, operation, name)


def take_report(operation, report):
    operation.result_bytes = report.result
    operation.result = control.OperationResult.FromString(report.result)
    operation.outcome = "done"
    if operation.kind == "bolus":
        require(report.ending != reports.ENDING_RUNNING, "doubled", f"bolus {operation.id.hex()} runs on after the restart")
        require(report.delivered_nl <= report.volume_nl, "doubled", f"bolus {operation.id.hex()} gave more than was asked")
        operation.delivered_nl = report.delivered_nl
        if report.ending != reports.ENDING_COMPLETE:
            operation.outcome = "partly"


def ask_again(client, operation, name):
    """The same bytes a second time: replayed if it was done, refused if not. A stop that was not done is done now."""
    if operation.kind == "stop":
        stopped = client.ask(stop=control.Stop(operation_id=operation.id)).stopped
        require(stopped.replayed == (operation.outcome == "done"), "doubled", f"{name}, sent again, is not what it was")
        if operation.outcome != "done":
            take_report(operation, report_of(client, operation))
        return
    again = client.ask(commit=control.Commit(commit_body=operation.body))
    if operation.outcome == "not done":
        require(again.code == envelope.CODE_REFUSED, "doubled", f"{name} was not done, and a late repetition is not refused")
    else:
        require(again.code == envelope.CODE_OK and again.committed.replayed, "doubled", f"{name} was done, and a repetition is no replay")
        require(again.committed.result == operation.result_bytes, "wrong", f"{name} has another result when repeated")


def ask_old_ones(client, book, dice):
    """What is settled stays so."""
    recent = book.settled[-400:]
    for one in dice.sample(recent, min(12, len(recent))):
        if one.kind == "stop" and one.outcome == "not done":
            continue
        before = Operation(one.id, one.kind, one.stage, told="settled")
        report = report_of(client, one)
        name = f"{one.kind} {one.id.hex()}"
        if one.outcome == "not done":
            require(report.state not in DONE_STATES, "doubled", f"{name} was settled as not done and is done")
            continue
        require(report.state in DONE_STATES, "lost", f"{name} was settled as done and is gone")
        take_report(before, report)
        require((before.outcome, before.result_bytes, before.delivered_nl) == (one.outcome, one.result_bytes, one.delivered_nl), "wrong",
                f"{name} was settled as {one.outcome} and is {before.outcome} now")


def compare(client, book, truth, stroke_nl):
    """The pump's state and the world's against the book."""
    kind = "lost" if truth["operations"] < book.done else "doubled"
    require(truth["operations"] == book.done, kind, f"the pump has done {truth['operations']} operations, the book holds {book.done}")
    require(client.ask(get_program=reports.GetProgram()).program.operation == book.program, "wrong", "another program is in force")
    stopped = client.status().mode == values.MODE_STOPPED
    require(stopped == book.stopped, "wrong", f"the pump is {'stopped' if stopped else 'running'}, the book says otherwise")
    for unit in ("nl", "ng"):
        came = truth[f"initial_{unit}"] + truth[f"injected_{unit}"]
        went = sum(truth[f"{place}_{unit}"] for place in ("reservoir", "path", "delivered", "withdrawn", "pocket", "spilled"))
        require(came == went, "lost", f"{came} {unit} came and {went} are somewhere")
    compare_volume(book, truth, stroke_nl)


def compare_volume(book, truth, stroke_nl):
    """What went in since the last settling. A bolus that was cut is told in whole strokes; the part of a stroke that it
    still owed is not lost but goes on counting, so each may add less than a stroke."""
    owed = book.base_nl(truth["uptime_ms"]) + book.boluses_nl - book.owed_nl
    given = truth["delivered_nl"] - book.given_nl
    cut = sum(1 for one in book.newest if one.outcome == "partly")
    require(-stroke_nl <= given - owed <= stroke_nl * (1 + cut), "lost" if given < owed else "doubled", f"{given} nL went in where {owed} were owed")
    book.owed_nl, book.given_nl = book.owed_nl + owed, truth["delivered_nl"]


def compare_hands(book, needle_work, truth):
    """What hands were told that they did is so; an act without an answer was done or not."""
    for verb, moved in needle_work:
        name = "withdrawn_nl" if verb == "withdraw" else "injected_nl"
        before = getattr(book, name)
        after = truth[name]
        require(after == before + moved if moved is not None else after in (before, before + 4_000_000), "lost",
                f"{name} is {after} after {before} and {'an unanswered act' if moved is None else moved}")
        setattr(book, name, after)
    require((truth["withdrawn_nl"], truth["injected_nl"]) == (book.withdrawn_nl, book.injected_nl), "doubled", "hands did what nobody asked")

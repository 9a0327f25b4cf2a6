"""The client's own book: what it asked for, what it was told, and what must therefore be so."""
import dataclasses

DAY_MS = 86_400_000
STRENGTH = 2_000_000  # ng/mL, all through


@dataclasses.dataclass
class Operation:
    """One intent with its own id. `told` is the pump's answer to it; `outcome` is what the book holds for true."""
    id: bytes
    kind: str            # program, bolus, resume, refill, stop
    stage: object = None
    bytes: bytes = b""   # as staged
    body: bytes = b""    # of the commit
    told: str = ""       # done, refused; empty: no answer came
    outcome: str = ""    # done, not done, partly
    result: object = None
    result_bytes: bytes = b""
    delivered_nl: int = 0

    @property
    def order(self):
        return self.result.state_version


class Book:
    def __init__(self, initial_dose):
        self.settled = []      # every operation, oldest first
        self.newest = []       # those of the last life
        self.done = 0          # once each
        self.base = [(0, initial_dose)]  # (uptime, ng a day) from then on, 0: stopped
        self.stopped = False
        self.dose = initial_dose
        self.program = b""     # bytes of the operation whose program is in force
        self.boluses_nl = 0
        self.owed_nl = self.given_nl = 0  # at the last settling: by this book, and in truth
        self.withdrawn_nl = self.injected_nl = 0  # by hand, as the bedside answered

    def take(self, operations):
        """Enters what is settled now; what was done counts in the order in which the pump did it."""
        self.settled += operations
        self.newest = operations
        for one in sorted((one for one in operations if one.outcome != "not done"), key=lambda one: one.order):
            self.done += 1
            self.boluses_nl += one.delivered_nl
            at = one.result.executed_uptime_ms
            if one.kind == "stop":
                self.stopped = True
            elif one.kind in ("program", "resume", "refill"):  # all of them ask for a running pump
                self.stopped = False
            if one.kind == "program":
                self.program, self.dose = one.bytes, one.result.in_force.daily_dose_ng
            self.base.append((at, 0 if self.stopped else self.dose))

    def base_nl(self, now):
        """What the programs alone owe up to `now`, in nanolitres, rounded down."""
        ends = [at for at, _ in self.base[1:]] + [now]
        return sum(dose * (end - at) for (at, dose), end in zip(self.base, ends)) * 1_000_000 // STRENGTH // DAY_MS

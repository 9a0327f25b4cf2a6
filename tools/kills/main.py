"""Kills a pump-sim with kill -9 at random moments while a client works with it, and settles every operation after each restart."""
import argparse
import collections
import pathlib
import random
import shutil
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/programs"))
from pump import PATIENCE, Pump, control, reports  # noqa: E402
from book import Book  # noqa: E402
from settle import Wrong, ask_old_ones, compare, compare_hands, require, settle  # noqa: E402
from work import Work  # noqa: E402

INITIAL_DOSE = 120_000  # ng a day, as a new pump is made
DESCRIPTION = """Kills a pump-sim process with kill -9 at random moments, while a client of its own code doses, boluses, stops and refills with
requests in flight, and also while it starts. After each restart every operation is settled by the pump's word, unanswered
ones are sent again, and all of it is compared with the client's own book and with the bedside's truth: each operation done
once or not at all, program and mode in force, what boluses and programs gave, what hands did, and that nothing is lost.
The seed decides what is done; the moments are the machine's. Ends with 0 if nothing was lost or doubled, else with 1."""


class KillLoop:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.pump = Pump()
        self.book = Book(INITIAL_DOSE)
        self.kills = 0
        self.counts = collections.Counter()
        self.truth = self.pump.truth()
        client = self.pump.client()
        self.stroke_nl = client.ask(get_info=reports.GetInfo()).info.stroke_nl
        self.book.program = client.ask(get_program=reports.GetProgram()).program.operation
        client.close()

    def once(self):
        """One life: work until the kill, perhaps a kill while it starts again, then the settling."""
        with_hands = self.dice.random() < 0.2
        work = Work(self.pump, self.book, self.dice, with_hands)
        killer = threading.Timer(self.dice.uniform(0, 0.08 if with_hands else 0.05), self.pump.process.kill)
        killer.start()
        work.go_on()
        killer.join()
        self.pump.process.wait(PATIENCE)
        self.kills += 1
        if self.dice.random() < 0.15:
            self.pump.spawn()
            time.sleep(self.dice.uniform(0, 0.02))
            self.pump.kill()
            self.kills += 1
        self.pump.start()
        self.settle(work)

    def settle(self, work):
        client = self.pump.client(client_id="kill-loop")
        client.ask(acquire_control=control.AcquireControl())
        compare_hands(self.book, work.needle_work, self.pump.truth())
        for operation in work.operations:
            settle(client, operation)
        self.book.take(work.operations)
        self.counts.update(operation.outcome for operation in work.operations)
        self.counts["unanswered"] += sum(operation.told == "" for operation in work.operations)
        truth = self.pump.truth()
        compare(client, self.book, truth, self.stroke_nl)
        require(truth["boot_count"] > self.truth["boot_count"], "wrong", "the boot count does not count")
        require(truth["uptime_ms"] >= self.truth["uptime_ms"], "wrong", "pump time went back")
        self.truth = truth
        ask_old_ones(client, self.book, self.dice)
        client.close()

    def line(self):
        asked = sum(self.counts[outcome] for outcome in ("done", "partly", "not done"))
        return (f"{self.kills} kills, {asked} operations ({self.counts['unanswered']} of them unanswered): {self.counts['done']} done, "
                f"{self.counts['not done']} not done, {self.counts['partly']} partly")


def main():
    parser = argparse.ArgumentParser(prog="tools/kill-loop", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="examples:\n  tools/kill-loop 1000\n  tools/kill-loop 50 --seed 7")
    parser.add_argument("kills", type=int, nargs="?", default=100, help="how many; default 100")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9), help="for what is done; else a random one, which is printed")
    options = parser.parse_args()
    if options.kills < 1:
        parser.error("say how many kills, 1 or more")
    print(f"seed {options.seed}", flush=True)
    loop = KillLoop(options.seed)
    wrong = collections.Counter()
    told = 0
    try:
        while loop.kills < options.kills:
            loop.once()
            if loop.kills >= told + 50:
                told = loop.kills
                print(loop.line(), flush=True)
    except (Wrong, RuntimeError) as problem:  # what keeps a pump from starting is wrong too
        wrong[getattr(problem, "kind", "wrong")] += 1
        kept = loop.pump.folder.with_name(loop.pump.folder.name + "-kept")
        loop.pump.kill()
        shutil.copytree(loop.pump.folder, kept, ignore=lambda _, names: [name for name in names if name.endswith(".sock")])
        print(f"after {loop.kills} kills: {problem}; the pump's state is kept in {kept}", file=sys.stderr)
    finally:
        loop.pump.stop()
    print(f"{loop.line()}; lost {wrong['lost']}, doubled {wrong['doubled']}, wrong {wrong['wrong']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

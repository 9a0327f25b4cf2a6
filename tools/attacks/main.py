"""Attacks a pump of its own in every way of the list, over real sockets, with clients that share no code with it.

Each attack has a control before it (somebody paired is served), and after it the pump must live and be unmoved: same boot
count, program, mode, therapy delivered. One line an attack; exit 1 if any got through.
"""
import argparse
import sys
import time
import traceback

import floods  # noqa: F401  (each enlists its attacks)
import malformed  # noqa: F401
import pairing  # noqa: F401
import replays  # noqa: F401
import strangers  # noqa: F401
from attack import ATTACKS
from bed import Bed


def judge(bed, run, may_move):
    """Makes one attack; an AssertionError says what got through, or that the control failed."""
    before = bed.state()  # also the control: somebody paired is served
    note = run(bed)
    assert bed.pump.process.poll() is None, "the pump's process has ended"
    after = bed.state()
    moved = [f"{key} from {before[key]} to {after[key]}" for key in before if before[key] != after[key] and key not in may_move]
    assert not moved, f"moved: {', '.join(moved)}"
    return note


def main():
    parser = argparse.ArgumentParser(prog="tools/attack", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="example: tools/attack --only flood")
    parser.add_argument("--only", metavar="TEXT", default="", help="attacks whose group or title holds this")
    parser.add_argument("--strangers", metavar="N", type=int, default=200, help="so many handshakes in a flood (default: 200)")
    chosen = parser.parse_args()
    attacks = [one for one in ATTACKS if chosen.only in one[0] or chosen.only in one[1]]
    if not attacks:
        print(f"attack: no attack is called anything with '{chosen.only}'.", file=sys.stderr)
        return 2
    bed, broken = Bed(chosen.strangers), 0
    try:
        for group, title, run, may_move in attacks:
            began = time.monotonic()
            try:
                note = judge(bed, run, may_move)
                print(f"held    {group:<10}  {title}{f' ({note})' if note else ''}", flush=True)
            except Exception as why:  # whatever it is, this attack was not held off, and the others must still be made
                broken += 1
                print(f"BROKEN  {group:<10}  {title}: {why!r}", flush=True)
                traceback.print_exc()
                if bed.pump.process.poll() is not None:
                    print("        the pump's process has ended; it is started again", flush=True)
                    bed.pump.start()
            if time.monotonic() - began > 30:
                print("        that took longer than half a minute", flush=True)
    finally:
        bed.close()
    print(f"{len(attacks) - broken} held, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

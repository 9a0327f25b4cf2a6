"""Reads gcovr's JSON: prints each room's figures and what was not run; ends with 1 below the limits.

`uncovered.py coverage.json ROOM...`
"""
import json
import sys

LEAST_LINES, LEAST_BRANCHES = 95, 85


class Share:
    def __init__(self):
        self.run, self.all = 0, 0

    def add(self, was_run):
        self.run += bool(was_run)
        self.all += 1

    def reaches(self, percent):
        return 100 * self.run >= percent * self.all

    def __str__(self):
        return f"{self.run:>5} of {self.all:>5} {100 * self.run / self.all if self.all else 100:>6.1f} %"


def measure(files):
    """The shares of lines and branches, and for each file the lines that were not run and those left in one way only."""
    lines, branches, missing = Share(), Share(), []
    for file in files:
        unrun, untaken = [], []
        for line in file["lines"]:
            if line.get("gcovr/noncode"):
                continue
            lines.add(line["count"])
            if not line["count"]:
                unrun.append(line["line_number"])
            for branch in line["branches"]:
                branches.add(branch["count"])
            if line["count"] and any(not branch["count"] for branch in line["branches"]):
                untaken.append(line["line_number"])
        if unrun or untaken:
            missing.append((file["file"], unrun, untaken))
    return lines, branches, missing


def main(path, rooms):
    with open(path, encoding="utf-8") as text:
        files = json.load(text)["files"]
    enough, missing = True, []
    print(f"{'room':<20} {'lines':>23} {'branches':>23}")
    for room in rooms:
        lines, branches, uncovered = measure([file for file in files if file["file"].startswith(room + "/")])
        good = lines.all > 0 and lines.reaches(LEAST_LINES) and branches.reaches(LEAST_BRANCHES)
        print(f"{room:<20} {lines!s:>23} {branches!s:>23}{'' if good else '   TOO LITTLE'}")
        enough = enough and good
        missing += uncovered
    if missing:
        print("\nNot run, and run without every branch taken, by line:")
    for file, unrun, untaken in missing:
        print(f"  {file}")
        if unrun:
            print(f"    not run        {' '.join(map(str, unrun))}")
        if untaken:
            print(f"    a branch left  {' '.join(map(str, untaken))}")
    if not enough:
        print(f"\nToo little: at least {LEAST_LINES} % of lines and {LEAST_BRANCHES} % of branches are wanted in each room.")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

"""Counts the test cases in ctest's JUnit file: a doctest program counts as its cases, any other test as one.

Prints what failed, then one line `N passed, N failed`. Ends with 1 if any failed or none passed.
"""
import re
import sys
import xml.etree.ElementTree as xml

SUMMARY = re.compile(r"^\[doctest\] test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed", re.MULTILINE)


def count(path):
    passed, failed, broken = 0, 0, []
    for test in xml.parse(path).getroot().iter("testcase"):
        went_well = test.get("status") == "run"
        summary = SUMMARY.findall(test.findtext("system-out") or "")
        good = sum(int(row[1]) for row in summary) if summary else int(went_well)
        bad = sum(int(row[2]) for row in summary)
        if not went_well:
            bad = max(bad, 1)  # a program that crashed, hung or could not start
            broken.append(test.get("name"))
        elif bad:
            broken.append(test.get("name"))
        passed, failed = passed + good, failed + bad
    return passed, failed, broken


if __name__ == "__main__":
    passed, failed, broken = count(sys.argv[1])
    if broken:
        print("Failed: " + ", ".join(sorted(broken)))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)

"""The specification's requirements and the tests that name them.

Every requirement has a number of its own; a test that names one that is not there fails. Prints how many are named.
"""
import collections
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEFINED = re.compile(r"^- \*\*(IPT-[^*]*)\*\*", re.MULTILINE)
FORM = re.compile(r"IPT-[A-Z]{3}-\d{2}")
# Not the house's own tests, which name requirements that are not there on purpose. A serial (IPT-0001) has no group.
NAMED = re.compile(r"\bIPT-[A-Za-z]{2,4}-\d+\b")


def defined(spec):
    return DEFINED.findall(spec)


def groups(spec):
    """The groups of the table at the head of the specification."""
    table = spec.split("| group | about |", 1)[1].split("\n\n", 1)[0]
    return set(re.findall(r"\b[A-Z]{3}\b", table))


def named(root):
    """Which file names which requirement."""
    places = collections.defaultdict(set)
    for file in sorted((root / "tests").rglob("*")):
        if file.suffix in (".cpp", ".hpp", ".py") and file.parent.name != "house":
            for name in NAMED.findall(file.read_text(encoding="utf-8")):
                places[name].add(file.relative_to(root).as_posix())
    return places


def wrong_numbers(spec):
    ids = defined(spec)
    known = groups(spec)
    for name, count in collections.Counter(ids).items():
        if count > 1:
            yield f"{name} is defined {count} times"
        if not FORM.fullmatch(name):
            yield f"{name} is not of the form IPT-GRP-NN"
        elif name.split("-")[1] not in known:
            yield f"{name} is of a group that the table does not list"


class Specification(unittest.TestCase):
    def setUp(self):
        self.spec = (ROOT / "proto/SPEC.md").read_text(encoding="utf-8")

    def test_every_requirement_has_a_number_of_its_own(self):
        self.assertGreater(len(defined(self.spec)), 200)
        self.assertEqual(list(wrong_numbers(self.spec)), [])

    def test_a_wrong_number_is_found(self):
        for line, word in (("- **IPT-FRM-01** again.", "2 times"), ("- **IPT-FRM-1** short.", "form"),
                           ("- **IPT-frm-01** small.", "form"), ("- **IPT-XXX-01** strange.", "table")):
            found = list(wrong_numbers(self.spec + line + "\n"))
            self.assertEqual(len(found), 1, line)
            self.assertIn(word, found[0])

    def test_every_requirement_that_a_test_names_is_there(self):
        known = set(defined(self.spec))
        unknown = {name: sorted(places) for name, places in named(ROOT).items() if name not in known}
        self.assertEqual(unknown, {}, "tests name requirements that the specification does not have")

    def test_the_text_refers_only_to_requirements_that_are_there(self):
        known = set(defined(self.spec))
        for name in re.findall(r"\b([A-Z]{3}-\d{2})\b", self.spec):
            self.assertIn("IPT-" + name, known)


def coverage():
    ids = set(defined((ROOT / "proto/SPEC.md").read_text(encoding="utf-8")))
    covered = ids & set(named(ROOT))
    rows = collections.Counter(name.split("-")[1] for name in ids)
    hits = collections.Counter(name.split("-")[1] for name in covered)
    print("  ".join(f"{group} {hits[group]}/{rows[group]}" for group in sorted(rows)))
    print(f"{len(covered)} of {len(ids)} requirements are named by a test ({100 * len(covered) // len(ids)} %).")


if __name__ == "__main__":
    coverage()
    sys.stdout.flush()
    unittest.main(verbosity=1)

"""The house rules: which room may include what, and a few laws that a text search can hold.

`house.py [ROOT]` prints each breach as `file:line: what is wrong` and ends with 1 if there is any.
The table is the one of the README's map; change both together.
"""
import pathlib
import re
import sys

# room: (rooms that it may include besides itself, libraries, generated message headers)
STD = ()
ROOMS = {
    "common": ((), ("fmt",), ()),
    "common/shell": (("common",), ("fmt", "asio", "json", "cli11", "openssl", "posix", "sqlite"), ()),
    "common/web": (("common", "common/shell"), STD, ()),
    "pump_sim/port": (("common",), STD, ()),
    "pump_sim/firmware": (("common", "pump_sim/port"), STD, ()),
    "pump_sim/world": (("common", "pump_sim/port"), STD, ()),
    "pump_sim/patient": (  # the only room with floating point in its arithmetic
        ("common", "common/shell", "pump_sim/port", "pump_sim/world", "pump_sim/profiles"), ("fmt", "protobuf"), ("bedside",)),
    "pump_sim/implant": (
        ("common", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/patient"), STD, ("state",)),
    "pump_sim/profiles": (
        ("common", "common/shell", "pump_sim/firmware", "pump_sim/world"), ("fmt", "protobuf"), ("bedside",)),
    "pump_sim/host": (
        ("common", "common/shell", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/implant", "pump_sim/profiles",
         "pump_sim/patient"),
        ("fmt", "asio", "json", "cli11", "openssl", "posix", "sqlite", "protobuf"),
        ("bedside", "state"),
    ),
    "programmer/core": (("common",), ("fmt",), ()),
    "programmer/report": (("common", "programmer/core"), ("fmt", "pugixml"), ()),
    "programmer/records": (("common", "common/shell", "programmer/core"), ("fmt", "sqlite"), ()),
    "programmer/cli": (
        ("common", "common/shell", "programmer/core", "programmer/records", "programmer/report"),
        ("fmt", "asio", "json", "cli11", "posix"),
        ("programmer",),  # a schedule as a person writes it
    ),
    "programmer/console": (
        ("common", "common/shell", "common/web", "programmer/core", "programmer/records", "programmer/cli"),
        ("fmt", "asio", "json", "posix", "libical"),
        (),
    ),
    "programmer/main": (("common", "common/shell", "programmer/cli", "programmer/console"), ("posix",), ()),
    "tools/bedside": (  # the instructor's console plays scenarios
        ("common", "common/shell", "common/web"), ("fmt", "asio", "json", "cli11", "posix", "protobuf"), ("bedside", "scenario")),
    "tools/rehearsal": (
        ("common", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/patient", "pump_sim/implant",
         "pump_sim/profiles", "programmer/core"),
        ("fmt",),
        (),
    ),
    "tools/sweeping": (
        ("common", "common/shell", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/implant",
         "programmer/core", "tools/rehearsal"),
        ("fmt", "cli11"),
        (),
    ),
    "tools/rehearsing": (
        ("common", "common/shell", "pump_sim/firmware", "pump_sim/world", "pump_sim/profiles", "programmer/core",
         "programmer/cli",  # a schedule as a person writes it
         "tools/rehearsal"),
        ("fmt", "json", "cli11", "protobuf", "pugixml"),
        ("scenario",),
    ),
    "tools/benchmarks": (
        ("common", "common/shell", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/patient", "pump_sim/implant",
         "pump_sim/profiles", "pump_sim/host", "programmer/core", "tools/rehearsal"),
        ("fmt", "asio", "json", "cli11", "posix"),
        (),
    ),
    "tools/endurance": (
        ("common", "common/shell", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/implant",
         "pump_sim/profiles", "pump_sim/host", "programmer/core", "tools/rehearsal"),
        ("fmt", "cli11"),
        (),
    ),
    "tools/fuzzers": (
        ("common", "common/shell", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/patient", "pump_sim/implant",
         "pump_sim/profiles", "pump_sim/host", "programmer/core", "programmer/cli", "tools/rehearsal"),
        ("fmt",),
        (),
    ),
    "tools/decoder": (("common", "common/shell"), ("fmt", "json", "cli11", "protobuf"), ("bedside",)),
    "tests": None,  # anything
}
# Single files that may include what the rest of their room may not.
FILES = [
    (re.compile(r"common/wire\w*\.[ch]pp"), {"protobuf"}, {"ipt"}),
    (re.compile(r"common/digest\.cpp"), {"openssl"}, set()),
    (re.compile(r"common/shell/recording\.cpp"), {"protobuf"}, {"bedside"}),  # both ends record, in one form
    (re.compile(r"common/shell/web\.cpp"), {"beast"}, set()),  # most of a minute to compile: once
    (re.compile(r"common/shell/text_format\.[ch]pp"), {"protobuf"}, set()),
]
LIBRARIES = [
    ("fmt/", "fmt"), ("boost/asio", "asio"), ("boost/system", "asio"), ("boost/json", "json"), ("boost/beast", "beast"),
    ("boost/", "boost"), ("CLI/", "cli11"), ("openssl/", "openssl"), ("sqlite3", "sqlite"), ("google/protobuf/", "protobuf"),
    ("doctest/", "doctest"), ("pugixml", "pugixml"), ("libical/", "libical"),
]
# Where no clock may be read and no floating point used.
CORES = ("common", "pump_sim/port", "pump_sim/firmware", "pump_sim/world", "pump_sim/patient", "pump_sim/implant", "programmer/core")
WHOLE_NUMBERS = ("common", "pump_sim/port", "pump_sim/firmware")
TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "README.md", "proto", "pump_sim", "programmer", "common", "tests", "tools"}
SOURCES = (".cpp", ".hpp", ".proto", ".py", ".cmake", ".sh", ".ts", ".mjs")
LINE_LIMIT = 400

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def room_of(path):
    """The innermost room that a path lies in; a tool in a single file is a room of its own."""
    for room in sorted(ROOMS, key=len, reverse=True):
        if path.startswith(room + "/") or re.fullmatch(re.escape(room) + r"\.[ch]pp", path):
            return room
    return None


def files(root, *endings):
    for top in sorted(TOP_LEVEL):
        base = root / top
        found = [base] if base.is_file() else sorted(base.rglob("*"))
        yield from (file for file in found if file.suffix in endings and "node_modules" not in file.parts and file.is_file())


def code_lines(file):
    """Numbered lines without comments and texts; include lines stay as they are."""
    text = file.read_text(encoding="utf-8")
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return list(enumerate(COMMENT_OR_TEXT.sub(blank, text).splitlines(), 1))


def includes(root):
    for file in files(root, ".cpp", ".hpp"):
        path = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if match := INCLUDE.match(line):
                yield path, f"{path}:{number}: ", match.group(1) == '"', match.group(2)


def library_of(name):
    for prefix, library in LIBRARIES:
        if name.startswith(prefix):
            return library
    return "posix" if "/" in name or name.endswith(".h") else None


def check_includes(root):
    for path, place, is_ours, name in includes(root):
        room = room_of(path)
        if room is None:
            yield place + "this file lies in no room"
            continue
        if ROOMS[room] is None:
            if is_ours and not name.endswith(".pb.h") and not (root / name).is_file():
                yield place + f"'{name}' is not written from the root"
            continue
        rooms, libraries, messages = (set(part) for part in ROOMS[room])
        for pattern, more_libraries, more_messages in FILES:
            if pattern.fullmatch(path):
                libraries, messages = libraries | more_libraries, messages | more_messages
        if name.endswith(".pb.h"):
            if name.split("/")[0] not in messages:
                yield place + f"{room} may not include the messages of {name}"
        elif is_ours:
            other = room_of(name)
            if not (root / name).is_file():
                yield place + f"'{name}' is not written from the root"
            elif other != room and other not in rooms:
                yield place + f"{room} may not include {other or name}"
        elif (library := library_of(name)) and library not in libraries:
            yield place + f"{room} may not include <{name}> ({library})"


def check_top_level(root):
    for entry in sorted(root.iterdir()):
        if entry.name not in TOP_LEVEL and not entry.name.startswith(".") and entry.name != "build":
            yield f"{entry.name}:1: does not belong to the top level"
    for name in sorted(TOP_LEVEL - {entry.name for entry in root.iterdir()}):
        yield f"{name}:1: is missing from the top level"


def check_protocol_numbers(root):
    for file in files(root, ".proto"):
        path = file.relative_to(root).as_posix()
        if path.startswith("proto/ipt/"):
            for number, line in code_lines(file):
                if found := re.search(r"\b(float|double|map\s*<|google\.protobuf\.Any)", line):
                    yield f"{path}:{number}: no {found.group(1)} in the protocol"


def check_length(root):
    for file in files(root, *SOURCES):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > LINE_LIMIT:
            yield f"{file.relative_to(root)}:{LINE_LIMIT + 1}: has {lines} lines; split it"


def search(root, endings, rooms, pattern, what):
    for file in files(root, *endings):
        path = file.relative_to(root).as_posix()
        if room_of(path) in rooms and not path.startswith("tests/house/"):
            for number, line in code_lines(file):
                if re.search(pattern, line):
                    yield f"{path}:{number}: {what}"


def check_sleep(root):
    pattern = r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\("
    return search(root, (".cpp", ".hpp", ".py"), ("tests",), pattern, "a test never sleeps")


def check_clocks(root):
    # A message may have a field called now: only clocks count.
    pattern = r"::\s*now\s*\(|clock\w*\s*\.\s*now\s*\(|\b(steady|system|utc|high_resolution)_clock\b|\b(clock_gettime|gettimeofday)\b"
    return search(root, (".cpp", ".hpp"), CORES, pattern, "time is an argument here: no clock is read")


def check_floating_point(root):
    return search(root, (".cpp", ".hpp"), WHOLE_NUMBERS, r"\b(float|double)\b", "whole numbers only")


CHECKS = (check_includes, check_top_level, check_protocol_numbers, check_length, check_sleep, check_clocks,
          check_floating_point)


def breaches(root):
    return [breach for check in CHECKS for breach in check(root)]


if __name__ == "__main__":
    found = breaches(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
    print("\n".join(found) or "The house is in order.")
    sys.exit(1 if found else 0)

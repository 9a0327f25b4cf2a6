"""Each house rule is shown to fail on a breach planted in a small house of its own."""
import pathlib
import tempfile
import unittest

import house


class House(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in house.TOP_LEVEL:
            self.put(name if "." in name else name + "/keep.txt", "")
        for room in house.ROOMS:
            self.put(room + "/thing.hpp", "#pragma once\n#include <vector>\n")
        self.put("proto/ipt/v1/a.proto", "// no float here\nmessage A { uint64 dose_ng = 1; }\n")

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def expect(self, name, text, *words):
        """The text in that file is a breach that is told at its place; without it the house is in order."""
        before = (self.root / name).read_text(encoding="utf-8") if (self.root / name).exists() else None
        self.put(name, text)
        found = house.breaches(self.root)
        self.assertEqual(len(found), 1, (name, text, found))
        self.assertTrue(found[0].startswith(name + ":"), found)
        for word in words:
            self.assertIn(word, found[0])
        (self.root / name).unlink()
        if before is not None:
            self.put(name, before)
        self.assertEqual(house.breaches(self.root), [])

    def allow(self, name, text):
        self.put(name, text)
        self.assertEqual(house.breaches(self.root), [])

    def test_a_house_in_order_has_no_breach(self):
        self.assertEqual(house.breaches(self.root), [])

    def test_every_pair_of_rooms_is_judged_by_the_table(self):
        for room, may in house.ROOMS.items():
            for other in house.ROOMS:
                line = f'#include "{other}/thing.hpp"\n'
                if may is None or other == room or other in may[0]:
                    self.allow(room + "/x.cpp", line)
                    (self.root / room / "x.cpp").unlink()
                else:
                    self.expect(room + "/x.cpp", line, f"{room} may not include {other}")

    def test_the_two_programs_and_the_two_halves_of_the_pump_never_meet(self):
        for room in house.ROOMS:
            reaches = (house.ROOMS[room] or ((),))[0]
            if room.startswith("programmer/"):
                self.assertFalse([other for other in reaches if other.startswith("pump_sim")])
            if room.startswith("pump_sim/"):
                self.assertFalse([other for other in reaches if other.startswith("programmer")])
        self.expect("pump_sim/firmware/x.cpp", '#include "pump_sim/world/thing.hpp"\n', ":1:")
        self.expect("pump_sim/world/x.cpp", '#include "pump_sim/firmware/thing.hpp"\n', ":1:")

    def test_only_the_wire_touches_the_telemetry_messages(self):
        line = '#include "ipt/v1/envelope.pb.h"\n'
        self.allow("common/wire_more.cpp", line)
        for name in ("common/other.cpp", "common/link/wire.cpp", "pump_sim/host/x.cpp", "programmer/core/x.cpp"):
            self.expect(name, line, "messages")
        self.expect("programmer/cli/x.cpp", '#include "bedside/v1/bedside.pb.h"\n', "messages")

    def test_libraries_stay_in_their_rooms(self):
        self.allow("common/digest.cpp", "#include <openssl/evp.h>\n")
        self.allow("pump_sim/host/db.hpp", "#include <sqlite3.h>\n")
        for name, header in (
            ("common/other.cpp", "openssl/evp.h"), ("common/x.hpp", "unistd.h"), ("common/x.hpp", "boost/asio/buffer.hpp"),
            ("pump_sim/firmware/x.cpp", "fmt/format.h"), ("pump_sim/world/x.cpp", "sys/time.h"),
            ("programmer/core/x.cpp", "CLI/CLI.hpp"), ("programmer/cli/x.cpp", "sqlite3.h"),
            ("common/x.cpp", "sqlite3.h"), ("common/shell/x.cpp", "boost/beast.hpp"),
            ("tools/rehearsal/x.cpp", "google/protobuf/message.h"), ("pump_sim/host/x.cpp", "doctest/doctest.h"),
        ):
            self.expect(name, f"#include <{header}>\n", header)

    def test_includes_are_written_from_the_root_and_files_lie_in_rooms(self):
        self.expect("common/x.cpp", '#include "thing.hpp"\n', "from the root")
        self.expect("tests/x.cpp", '#include "missing.hpp"\n', "from the root")
        self.expect("pump_sim/x.cpp", "#include <vector>\n", "no room")

    def test_the_top_level_is_fixed(self):
        self.put("docs/more.md", "")
        self.assertEqual(house.breaches(self.root), ["docs:1: does not belong to the top level"])
        (self.root / "docs/more.md").unlink()
        (self.root / "docs").rmdir()
        self.put(".clang-format", "")
        self.put("build/anything", "")
        self.assertEqual(house.breaches(self.root), [])
        (self.root / "README.md").unlink()
        self.assertEqual(house.breaches(self.root), ["README.md:1: is missing from the top level"])

    def test_the_protocol_has_no_floats_maps_or_any(self):
        for line in ("double dose = 1;", "float dose = 1;", "map<string, uint64> doses = 1;", "google.protobuf.Any x = 1;"):
            self.expect("proto/ipt/v1/b.proto", f"message B {{\n  {line}\n}}\n", ":2:")

    def test_a_file_has_at_most_400_lines(self):
        self.allow("common/x.cpp", "\n" * house.LINE_LIMIT)
        self.expect("common/x.cpp", "\n" * (house.LINE_LIMIT + 1), "split")

    def test_tests_never_sleep(self):
        self.expect("tests/x.cpp", "void f() { std::this_thread::sleep_for(1s); }\n", "sleeps")
        self.expect("tests/x.cpp", "void f() { sleep_until(then); }\n", "sleeps")
        self.expect("tests/x.py", "time.sleep(1)\n", "sleeps")
        self.allow("tests/x.cpp", "// sleep_for(1s) is not for us\n")

    def test_cores_read_no_clock(self):
        for room in house.CORES:
            self.expect(room + "/x.cpp", "auto t = std::chrono::steady_clock::now();\n", "clock")
            self.expect(room + "/x.cpp", "auto t = clock.now();\n", "clock")
        self.allow("common/y.cpp", "/* none has a .now() */ int now(int);\n")
        self.allow("pump_sim/host/x.cpp", "auto t = std::chrono::steady_clock::now();\n")

    def test_therapy_is_whole_numbers(self):
        for room in house.WHOLE_NUMBERS:
            self.expect(room + "/x.cpp", "double dose;\n", "whole numbers")
        self.allow("common/y.cpp", 'auto text = "a double dose";  // never a float\n')


if __name__ == "__main__":
    unittest.main(verbosity=1)

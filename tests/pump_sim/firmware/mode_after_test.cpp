// What `mode_after` means: the table of IPT-STG, whole, and IPT-STG-20 to 25.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

struct Row {
  const char* what;
  TherapyKind kind;
  // What the pump says, and its mode afterwards: RUNNING, STOPPED, UNCHANGED on a running pump; then on a stopped one.
  const char* running[3];
  const char* stopped[3];
};

const Row table_of_modes[] = {
    {"program", program(150_ug_per_day), {"SIMPLE_CONTINUOUS", "STOPPED", "SIMPLE_CONTINUOUS"}, {"SIMPLE_CONTINUOUS", "STOPPED", "STOPPED"}},
    {"bolus", bolus(), {"SIMPLE_CONTINUOUS", "REFUSED UNSUPPORTED", "SIMPLE_CONTINUOUS"}, {"SIMPLE_CONTINUOUS", "REFUSED UNSUPPORTED", "REFUSED STOPPED"}},
    {"refill", refill(), {"SIMPLE_CONTINUOUS", "STOPPED", "SIMPLE_CONTINUOUS"}, {"SIMPLE_CONTINUOUS", "STOPPED", "STOPPED"}},
    {"resume", Resume{}, {"SIMPLE_CONTINUOUS", "REFUSED BAD_THERAPY", "REFUSED BAD_THERAPY"}, {"SIMPLE_CONTINUOUS", "REFUSED BAD_THERAPY", "REFUSED BAD_THERAPY"}},
    {"clock", SetClock{new_year + 100h}, {"SIMPLE_CONTINUOUS", "STOPPED", "SIMPLE_CONTINUOUS"}, {"SIMPLE_CONTINUOUS", "STOPPED", "STOPPED"}},
    {"alarm_settings", AlarmSettings{3_mL, 5}, {"SIMPLE_CONTINUOUS", "STOPPED", "SIMPLE_CONTINUOUS"}, {"SIMPLE_CONTINUOUS", "STOPPED", "STOPPED"}},
};
constexpr ModeAfter modes[] = {ModeAfter::running, ModeAfter::stopped, ModeAfter::unchanged};

TEST_CASE("IPT-STG-20 IPT-STG-21 IPT-STG-22 IPT-STG-23 each kind with each mode_after on a running and on a stopped pump") {
  for (const Row& row : table_of_modes) {
    for (const bool was_stopped : {false, true}) {
      for (std::size_t n = 0; n < 3; ++n) {
        INFO(std::string(row.what));
        CAPTURE(was_stopped);
        CAPTURE(n);
        Table table;
        Client anna(table);
        if (was_stopped) REQUIRE(said(anna.stop()) == "OK");
        table.pass(1h);
        const std::string expected = (was_stopped ? row.stopped : row.running)[n];
        const auto staged = anna.stage(row.kind, modes[n]);
        if (expected.starts_with("REFUSED")) {
          CHECK(said(staged) == expected);
          CHECK(staged.refusal->field == "mode_after");
          continue;
        }
        REQUIRE(said(staged) == "OK");
        CHECK(name(receipt_of(staged).after.mode) == expected);
        const auto committed = anna.commit(anna.body_of(staged));
        REQUIRE(said(committed) == "OK");
        CHECK(name(result_of(committed).in_force.mode) == expected);
        const auto status = anna.status();
        CHECK(name(status.mode) == expected);
        CHECK(status.stopped_since.has_value() == (expected == "STOPPED"));
        if (expected == "STOPPED") CHECK((*status.stopped_since == Uptime{was_stopped ? 0h : 1h}));
        CHECK(table.is_durable());
      }
    }
  }
}

TEST_CASE("IPT-STG-25 a resume of a running pump changes nothing but the state version") {
  Table table;
  Client anna(table);
  REQUIRE(said(anna.change(Program{strong, periodic()})) == "OK");
  table.pass(10min);
  Firmware before = table.firmware();
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  Firmware after = table.firmware();
  CHECK(after.state_version == before.state_version + 1);
  CHECK((after.in_force == before.in_force));
  CHECK((after.low_at == before.low_at));
  table.pass(19min);
  CHECK(kinds_after(table, 0).find("PERIODIC_DOSE_CUT") == std::string::npos);
}

TEST_CASE("IPT-STG-24 nothing runs without a drug and a program, and what does not run is accepted") {
  Table empty(empty_pump());
  Client anna(empty);
  CHECK(said(anna.stage(Resume{}, ModeAfter::running)) == "REFUSED NOT_PROGRAMMED");
  CHECK(said(anna.stage(program(120_ug_per_day), ModeAfter::running)) == "REFUSED NOT_PROGRAMMED");  // no drug
  CHECK(said(anna.stage(refill(), ModeAfter::running)) == "REFUSED NOT_PROGRAMMED");                 // no program
  CHECK(said(anna.stage(AlarmSettings{3_mL, 5}, ModeAfter::running)) == "REFUSED NOT_PROGRAMMED");
  CHECK(said(anna.change(AlarmSettings{3_mL, 5})) == "OK");
  Table full(stopped_pump());
  Client ben(full);
  CHECK(said(ben.stage(bolus(), ModeAfter::running)) == "REFUSED NOT_PROGRAMMED");
  CHECK(said(ben.ask(GetProgram{})) == "REFUSED NOT_PROGRAMMED");  // IPT-STA-14
  CHECK(said(ben.change(program(120_ug_per_day), ModeAfter::running)) == "OK");
}

TEST_CASE("IPT-RFL-05 a pump that was never filled takes its first drug with a program, or without one if it stays stopped") {
  Table table(empty_pump());
  Client anna(table);
  Refill first = refill(18_mL, 500_ug_per_mL);
  CHECK(said(anna.stage(first)) == "OK");
  first.program = program(120_ug_per_day, 500_ug_per_mL);
  const auto committed = anna.change(first, ModeAfter::running);
  REQUIRE(said(committed) == "OK");
  CHECK(result_of(committed).in_force.rate == 240'000_nL_per_day);
  table.pass(24h);
  CHECK(anna.status().reservoir == 18_mL - 240_uL);
  CHECK(table.is_durable());
}

TEST_CASE("IPT-BOL-08 a periodic program that was stored stopped gives its first dose when it first runs, whatever the pump did before") {
  for (const bool was_stopped : {false, true}) {
    CAPTURE(was_stopped);
    Table table;
    Client anna(table);
    if (was_stopped) anna.stop();
    REQUIRE(said(anna.change(Program{strong, periodic(25_ug, 30min, 6h)}, ModeAfter::stopped)) == "OK");
    const auto before = table.firmware().sensed.strokes_counted;
    table.pass(2h);
    CHECK(table.firmware().sensed.strokes_counted == before);
    REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
    table.pass(30min);
    CHECK((table.firmware().sensed.strokes_counted - before).value == 50);  // 25 mcg are 12.5 microlitres
  }
}

TEST_CASE("IPT-STP-10 a program stored while the pump is stopped waits, and runs by itself when it is resumed") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  anna.send_together({Request(Commit{wire::encode_commit(body)}), Request(Stop{anna.new_id()})});
  anna.listen();
  const auto strokes = table.firmware().sensed.strokes_counted;
  table.pass(24h);
  CHECK(table.firmware().sensed.strokes_counted == strokes);  // IPT-STP-12
  CHECK(name(anna.status().mode) == "STOPPED");
  CHECK(anna.get<ProgramReport>(GetProgram{}).digest == table.firmware().in_force.digest);
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK(anna.status().daily_dose == 150_ug);
}

}  // namespace
}  // namespace ipt::test

// What is remembered and who is told: IPT-LOG and IPT-EVT, and that nothing is told which is not durable.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

LogPage page(Client& client, std::uint64_t from, std::uint32_t max = 0) { return client.get<LogPage>(ReadLog{from, max}); }

std::vector<Event> events(Client& client) {
  std::vector<Event> all;
  auto came = std::exchange(client.news, {});
  for (auto& envelope : client.listen()) came.push_back(std::move(envelope));
  for (const auto& envelope : came) {
    if (const auto* event = std::get_if<Event>(&envelope.body)) all.push_back(*event);
  }
  return all;
}

TEST_CASE("IPT-LOG-01 IPT-LOG-03 IPT-LOG-04 entries are numbered from 1 without a gap, and pages follow each other") {
  Table table;
  Client anna(table);
  for (int n = 0; n < 300; ++n) anna.stop();
  std::uint64_t next = 1;
  int pages = 0;
  for (; next <= 301; ++pages) {
    const auto read = page(anna, next);
    REQUIRE_FALSE(read.entries.empty());
    CHECK(read.head == 301);
    CHECK(read.floor == 1);
    CHECK_FALSE(read.below_floor);
    for (const auto& entry : read.entries) CHECK(entry.log_seq == next++);
  }
  CHECK(pages >= 2);
  CHECK(page(anna, 5, 7).entries.size() == 7);
  CHECK(page(anna, 5, 7).entries.front().log_seq == 5);
  CHECK(page(anna, 301, 1).entries.size() == 1);
}

TEST_CASE("IPT-LOG-03 a page of the longest entries fits one frame") {
  Table table;
  Client anna(table, std::string(64, 'x'));
  for (int n = 0; n < 250; ++n) {
    Refill given = refill();
    given.withdrawn = 20_mL;
    if (n < 3) table.pass(1h);
    REQUIRE(said(anna.change(given)) == "OK");
  }
  const auto read = page(anna, 1);
  CHECK(read.entries.size() >= 100);
  CHECK(read.entries.back().who.size() == 64);
}

TEST_CASE("IPT-LOG-05 IPT-LOG-06 a start below the floor is said, 0 is the oldest kept, and beyond the head there is nothing") {
  Table table;
  Client anna(table);
  for (std::uint64_t n = 0; n < Log::kept; ++n) {
    LogEntry entry;
    entry.kind = LogKind::alarm_shown;
    table.implant.notes.log.append(entry);
  }
  CHECK(page(anna, 0).floor == 2);
  CHECK_FALSE(page(anna, 0).below_floor);
  CHECK(page(anna, 0).entries.front().log_seq == 2);
  CHECK(page(anna, 1).below_floor);
  CHECK(page(anna, 1).entries.front().log_seq == 2);
  CHECK_FALSE(page(anna, 2).below_floor);
  for (const std::uint64_t beyond : {Log::kept + 2, UINT64_MAX}) {
    const auto read = page(anna, beyond);
    CHECK(read.entries.empty());
    CHECK(read.head == Log::kept + 1);
    CHECK_FALSE(read.below_floor);
  }
}

TEST_CASE("IPT-LOG-07 at least the newest 1,024 entries are kept") { CHECK(Log::kept >= 1'024); }

TEST_CASE("IPT-LOG-08 whatever strangers do, the log of therapy does not move") {
  Table table;
  Client anna(table);
  const auto notes = table.notes();
  for (int n = 0; n < 50; ++n) {
    Client stranger = Client::silent(table);
    stranger.send_raw(std::string("\0\0\0\0", 4));
    Client observer(table, "observer", Role::observer);
    observer.ask(Stop{observer.new_id()});
    anna.ask(Commit{"nonsense"});
    anna.ask(Stage{"nonsense"});
  }
  CHECK((table.notes() == notes));
}

TEST_CASE("IPT-LOG-09 an entry carries the time at which it happened, not at which it was read, and who acted") {
  Table table(Delivered{"baclofen", strong, 2'001_uL, 120_ug_per_day, new_year});
  table.pass(24h);
  Client anna(table);
  const auto entry = anna.log().back();
  CHECK(name(entry.kind) == "ALARM_RAISED");
  CHECK((entry.time == DeviceTime{1, Uptime{24min}, new_year + 24min}));
  CHECK(entry.who.empty());
  anna.stop();
  CHECK(anna.log().back().who == "anna");
  CHECK((anna.log().back().time.uptime == Uptime{24h}));
}

TEST_CASE("IPT-LOG-09 a clock change tells the old clock and, in its time, the new one") {
  Table table;
  table.pass(1h);
  Client anna(table);
  const auto id = result_of(anna.change(SetClock{new_year + 100h})).operation_id;
  const auto entry = anna.log().back();
  CHECK(name(entry.kind) == "CLOCK_SET");
  CHECK((entry.operation_id == id));
  CHECK(entry.who == "anna");
  CHECK((*entry.old_clock == new_year + 1h));
  CHECK((entry.time.clock == new_year + 100h));
}

TEST_CASE("IPT-LOG-13 an operation that brings a program tells what is given at least and at most before and after, others do not") {
  Table table(empty_pump());
  Client anna(table);
  const auto told = [&] { return std::pair(anna.log().back().dose_before, anna.log().back().dose_after); };
  const auto always = [](Nanograms dose) { return std::optional(DoseRange{dose, dose}); };
  const std::optional<DoseRange> flex{{120_ug, 200_ug}}, none;
  Refill first = refill();
  first.program = Program{strong, Flex{{{1, 0h, 120_ug_per_day}, {3, 7h, 200_ug_per_day}}}};
  REQUIRE(said(anna.change(first)) == "OK");
  CHECK((told() == std::pair(none, flex)));
  REQUIRE(said(anna.change(Program{strong, PeriodicBolus{30_ug, 30min, 7h, 120_ug_per_day}})) == "OK");
  const auto periodic = always(Nanograms(222'857));  // 30 mcg * 24 h / 7 h, rounded down, and the basal
  CHECK((told() == std::pair(flex, periodic)));
  anna.stop();
  CHECK((told() == std::pair(none, none)));
  // What waits on a stopped pump counts as what was before: it is what the patient got last.
  REQUIRE(said(anna.change(Program{strong, SimpleContinuous{100_ug_per_day}})) == "OK");
  CHECK((told() == std::pair(periodic, always(100_ug))));
  REQUIRE(said(anna.change(Program{strong, MinimumRate{}})) == "OK");
  CHECK((told() == std::pair(always(100_ug), always(12_ug))));
  REQUIRE(said(anna.change(refill())) == "OK");
  CHECK((told() == std::pair(none, none)));
}

TEST_CASE("IPT-EVT-01 a subscription starts with the present state and ends when it is asked to; unknown bits are nothing") {
  Table table;
  Client anna(table);
  CHECK(said(anna.ask(Subscribe{0x80000002})) == "OK");
  anna.stop();
  CHECK(events(anna).empty());
  CHECK(said(anna.ask(Subscribe{0xFFFFFFFF})) == "OK");
  auto told = events(anna);
  REQUIRE(told.size() == 1);
  CHECK(told[0].log_head == table.notes().log.head());
  CHECK(told[0].state_version == table.firmware().state_version);
  anna.stop();
  CHECK(events(anna).size() == 1);
  CHECK(said(anna.ask(Subscribe{0})) == "OK");
  anna.stop();
  CHECK(events(anna).empty());
  anna.ask(Subscribe{1});
  CHECK(events(anna).size() == 1);
  anna.ask(Subscribe{1});  // once more: the present state once more, though nothing has changed
  CHECK(events(anna).size() == 1);
}

TEST_CASE("IPT-EVT-02 IPT-EVT-03 every subscriber hears of operations, alarms and the end of a bolus; the last event tells the present state") {
  Table table;
  Client anna(table, "anna");
  Client watcher(table, "watcher", Role::observer);
  watcher.ask(Subscribe{1});
  events(watcher);
  const auto expect_news = [&] {
    const auto told = events(watcher);
    REQUIRE_FALSE(told.empty());
    CHECK(told.back().log_head == table.notes().log.head());
    CHECK(told.back().state_version == table.firmware().state_version);
    CHECK((told.back().time == time_of(table.firmware())));
    CHECK((told.back().alarms == table.firmware().alarms.open));
  };
  REQUIRE(said(anna.change(bolus(50_ug, 10min))) == "OK");
  expect_news();
  table.pass(10min);
  expect_news();
  table.stall(true);
  table.pass(2h);
  expect_news();
  anna.status();  // shown
  expect_news();
  anna.ask(SilenceAlarm{1});
  expect_news();
  table.stall(false);
  expect_news();
  anna.stop();
  expect_news();
  anna.ask(GetInfo{});
  table.pass(1h);
  CHECK(events(watcher).empty());  // nothing has changed
}

TEST_CASE("IPT-LOG-02 IPT-STA-15 neither event nor answer nor entry leaves before its record is durable, and what can not be written is told to nobody") {
  Table table;
  Client anna(table, "anna");
  Client watcher(table, "watcher", Role::observer);
  watcher.ask(Subscribe{1});
  events(watcher);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  const auto before = table.happenings().size();
  REQUIRE(said(anna.commit(body)) == "OK");
  CHECK(table.happenings()[before] == "store");
  CHECK(events(watcher).size() == 1);
  const auto second = anna.body_of(anna.stage(program(160_ug_per_day)));
  table.fail_records(1);
  REQUIRE(said(anna.commit(second)) == "FAILED STORAGE");
  for (const auto& event : events(watcher)) CHECK(event.state_version == table.firmware().state_version);
  CHECK(watcher.status().daily_dose == 150_ug);
}

TEST_CASE("IPT-TIM-04 IPT-STA-15 what was told at an instant is true after a crash at that instant: alarms, log head, versions and time") {
  Table table(Delivered{"baclofen", strong, 2'001_uL, 120_ug_per_day, new_year});
  Client watcher(table, "watcher", Role::observer);
  REQUIRE(said(Client(table, "anna").change(bolus(10_ug, 20min))) == "OK");
  for (int n = 0; n < 12; ++n) {
    table.pass(7min);  // over the end of the bolus and the alarm, none of which is a record
    const auto told = watcher.ask(GetStatus{});
    const auto status = std::get<Status>(told.answer);
    const auto log = watcher.log();
    table.crash();
    watcher = Client(table, "watcher", Role::observer);
    CHECK(watcher.welcome.time.uptime >= told.time.uptime);
    CHECK(watcher.welcome.time.uptime <= told.time.uptime + 1s);
    CHECK(watcher.welcome.state_version >= told.state_version);
    CHECK(watcher.welcome.log_head >= status.log_head);
    const auto now = watcher.log();
    for (std::size_t i = 0; i < log.size(); ++i) CHECK((now[i] == log[i]));
    for (const auto& alarm : status.alarms) CHECK((watcher.status().alarms.front() == alarm));
  }
  CHECK(table.firmware().boot_count == 13);  // IPT-TIM-02
}

}  // namespace
}  // namespace ipt::test

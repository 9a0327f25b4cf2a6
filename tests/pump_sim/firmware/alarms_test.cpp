// The life of an alarm: IPT-ALM, and that it is first shown to a clinician by Status or Event.
#include "tests/pump_sim/firmware/talk.hpp"

namespace ipt::test {
namespace {

Alarm only_alarm(Client& client) {
  const auto alarms = client.status().alarms;
  REQUIRE(alarms.size() == 1);
  return alarms.front();
}

TEST_CASE("IPT-ALM-13 an alarm is raised at the first whole millisecond at which its condition holds, and not before") {
  Table table(Delivered{"baclofen", strong, 2'001_uL, 120_ug_per_day, new_year});
  Client anna(table);
  // A microlitre to the level: four strokes of six minutes.
  table.pass(24min - 1ms);
  CHECK(table.firmware().alarms.open.empty());
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::low_reservoir));
  CHECK((only_alarm(anna).raised == Uptime{24min}));
  table.pass(24h * 40);
  REQUIRE(anna.status().alarms.size() == 2);
  CHECK((anna.status().alarms[1].kind == AlarmKind::empty_reservoir));
  CHECK((anna.status().alarms[1].raised == Uptime{6min * 8'004}));  // 2,001 microlitres are 8,004 strokes
}

TEST_CASE("IPT-ALM-13 a pump stopped for 48 hours alarms at that millisecond, a stall once the firmware senses it") {
  Table table;
  Client anna(table);
  anna.stop();
  table.pass(48h - 1ms);
  CHECK(table.firmware().alarms.open.empty());
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::stopped_too_long));
  anna.stop();
  const Uptime stopped = table.firmware().now;
  table.pass(24h * 100);  // in one leap
  CHECK((table.firmware().alarms.open.back().raised == stopped + 48h));
  REQUIRE(said(anna.change(Resume{}, ModeAfter::running)) == "OK");
  table.stall(true);
  table.pass(1h - 1ms);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::motor_stall));
  table.pass(1ms);
  CHECK(is_active(table.firmware().alarms, AlarmKind::motor_stall));
  CHECK(name(anna.status().motor) == "STALLED");
  table.stall(false);
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::motor_stall));
  CHECK(name(anna.status().motor) == "TURNING");
}

TEST_CASE("IPT-ALM-09 critical alarms have two tones, others one; silenced or ended ones none") {
  Table table(Delivered{"baclofen", strong, 2'100_uL, 120_ug_per_day, new_year});
  Client anna(table);
  table.pass(24h * 3);
  auto low = only_alarm(anna);
  CHECK_FALSE(low.critical);
  CHECK(name(low.tone) == "SINGLE");
  CHECK(said(anna.ask(SilenceAlarm{low.id})) == "OK");
  low = only_alarm(anna);
  CHECK(low.silenced);
  CHECK(low.active);
  CHECK(name(low.tone) == "NONE");
  table.pass(24h * 33);
  for (const auto& alarm : anna.status().alarms) {
    if (alarm.kind != AlarmKind::empty_reservoir) continue;
    CHECK(alarm.critical);
    CHECK(name(alarm.tone) == "TWO_TONE");
  }
  REQUIRE(said(anna.change(refill(18_mL))) == "OK");
  for (const auto& alarm : anna.status().alarms) CHECK(name(alarm.tone) == "NONE");
}

TEST_CASE("IPT-ALM-02 an instance is listed until it is both cleared and acknowledged, in whichever order") {
  for (const bool acknowledged_first : {true, false}) {
    Table table;
    Client anna(table);
    table.stall(true);
    table.pass(2h);
    const auto id = only_alarm(anna).id;
    if (acknowledged_first) CHECK(said(anna.ask(AcknowledgeAlarm{id})) == "OK");
    else table.stall(false);
    const auto between = only_alarm(anna);
    CHECK(between.active == acknowledged_first);
    CHECK(between.acknowledged == acknowledged_first);
    CHECK(between.cleared.has_value() != acknowledged_first);
    if (acknowledged_first) table.stall(false);
    else CHECK(said(anna.ask(AcknowledgeAlarm{id})) == "OK");
    CHECK(anna.status().alarms.empty());
    CHECK(said(anna.ask(AcknowledgeAlarm{id})) == "REFUSED NO_SUCH_ALARM");  // IPT-ALM-08
    CHECK(kinds(anna.log()) == (acknowledged_first ? "BOOT ALARM_RAISED ALARM_SHOWN ALARM_ACKNOWLEDGED ALARM_CLEARED"
                                                   : "BOOT ALARM_RAISED ALARM_SHOWN ALARM_CLEARED ALARM_ACKNOWLEDGED"));
  }
}

TEST_CASE("IPT-ALM-01 IPT-ALM-03 IPT-ALM-07 what comes again is a new instance with a new id, and sounds, though the old one was silenced and is still latched") {
  Table table;
  Client anna(table);
  std::uint64_t last = 0;
  for (int n = 0; n < 3; ++n) {
    table.stall(true);
    table.pass(2h);
    const auto newest = anna.status().alarms.back();
    CHECK(newest.id > last);
    CHECK(name(newest.tone) == "TWO_TONE");
    last = newest.id;
    CHECK(said(anna.ask(SilenceAlarm{last})) == "OK");
    table.stall(false);
    table.pass(1h);
  }
  CHECK(anna.status().alarms.size() == 3);
  table.crash();
  table.stall(true);
  table.pass(2h);
  Client again(table);
  CHECK(again.status().alarms.back().id == last + 1);
}

TEST_CASE("IPT-ALM-04 IPT-ALM-06 doing it again is OK and changes nothing") {
  Table table;
  Client anna(table);
  table.stall(true);
  table.pass(2h);
  const auto id = only_alarm(anna).id;
  anna.ask(AcknowledgeAlarm{id});
  anna.ask(SilenceAlarm{id});
  const auto firmware = table.firmware();
  const auto notes = table.notes();
  CHECK(said(anna.ask(AcknowledgeAlarm{id})) == "OK");
  CHECK(said(anna.ask(SilenceAlarm{id})) == "OK");
  anna.status();
  CHECK((table.firmware() == firmware));
  CHECK((table.notes() == notes));
}

TEST_CASE("IPT-ALM-05 an alarm counts as shown by a Status to a clinician, not by one to an observer") {
  Table table;
  table.stall(true);
  table.pass(2h);
  Client observer(table, "observer", Role::observer);
  observer.status();
  CHECK(kinds(observer.log()) == "BOOT ALARM_RAISED");
  Client anna(table);
  const auto status = anna.status();
  CHECK(status.log_head == table.notes().log.head());
  anna.status();
  CHECK(kinds(observer.log()) == "BOOT ALARM_RAISED ALARM_SHOWN");
  CHECK(observer.log().back().who == "anna");
}

TEST_CASE("IPT-ALM-05 an alarm counts as shown by an Event to a clinician, once, and that is written before it is sent") {
  Table table;
  Client observer(table, "observer", Role::observer);
  observer.ask(Subscribe{1});
  table.stall(true);
  table.pass(2h);
  CHECK(kinds_after(table, 1) == "ALARM_RAISED");
  Client anna(table);
  Client ben(table, "ben");
  anna.ask(Subscribe{1});  // its first event tells of the alarm
  CHECK(kinds_after(table, 1) == "ALARM_RAISED ALARM_SHOWN");
  CHECK(table.notes().log.entries().back().who == "anna");
  ben.ask(Subscribe{1});
  ben.status();
  CHECK(kinds_after(table, 1) == "ALARM_RAISED ALARM_SHOWN");
  CHECK(table.is_durable());
  for (Client* client : {&anna, &ben, &observer}) {
    auto came = client->listen();
    came.insert(came.begin(), client->news.begin(), client->news.end());
    REQUIRE_FALSE(came.empty());
    CHECK(std::get<Event>(came.back().body).log_head == table.notes().log.head());
  }
}

TEST_CASE("IPT-ALM-05 an Event is sent also where it can not be written that it was shown, and it is written later") {
  Table table;
  Client anna(table);
  anna.ask(Subscribe{1});
  anna.listen();
  table.stall(true);
  table.fail_records(1);
  table.pass(2h);
  const auto came = anna.listen();
  REQUIRE_FALSE(came.empty());
  CHECK(std::get<Event>(came.back().body).alarms.size() == 2);  // the stall, and the memory error
  table.stall(false);
  table.pass(1ms);  // the next event: both are written as shown by now
  const std::string log = kinds_after(table, 1);
  CHECK(log.find("ALARM_SHOWN ALARM_SHOWN") != std::string::npos);
  anna.status();
  CHECK(kinds_after(table, 1) == log);
  CHECK(table.is_durable());
}

TEST_CASE("IPT-ALM-08 an alarm that has ended and is still latched can be acknowledged, but no longer silenced") {
  Table table;
  Client anna(table);
  table.stall(true);
  table.pass(2h);
  table.stall(false);
  const auto id = only_alarm(anna).id;
  CHECK(said(anna.ask(SilenceAlarm{id})) == "REFUSED NO_SUCH_ALARM");
  CHECK(said(anna.ask(AcknowledgeAlarm{id})) == "OK");
}

TEST_CASE("IPT-ALM-08 an alarm that never was can be neither acknowledged nor silenced") {
  Table table;
  Client anna(table);
  for (const std::uint64_t id : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
    CHECK(said(anna.ask(AcknowledgeAlarm{id})) == "REFUSED NO_SUCH_ALARM");
    CHECK(said(anna.ask(SilenceAlarm{id})) == "REFUSED NO_SUCH_ALARM");
  }
}

TEST_CASE("IPT-ALM-10 a test sounds as asked, one second or three, is acknowledged from the start, and leaves nothing but its log") {
  for (const bool critical : {false, true}) {
    Table table;
    Client anna(table);
    const auto before = table.firmware();
    REQUIRE(said(anna.ask(TestAlarm{critical})) == "OK");
    const auto test = only_alarm(anna);
    CHECK((test.kind == AlarmKind::test));
    CHECK(test.acknowledged);
    CHECK(test.active);
    CHECK(name(test.tone) == (critical ? "TWO_TONE" : "SINGLE"));
    table.pass(critical ? 2'999ms : 999ms);
    CHECK(table.firmware().alarms.open.size() == 1);
    table.pass(1ms);
    CHECK(table.firmware().alarms.open.empty());
    CHECK(table.firmware().state_version == before.state_version);
    CHECK((table.firmware().order == before.order));
  }
}

TEST_CASE("IPT-ALM-11 over a boot an alarm that still holds keeps its id, its acknowledgement and its silence") {
  Table table(Delivered{"baclofen", strong, 2'100_uL, 120_ug_per_day, new_year});
  Client anna(table);
  table.pass(24h * 3);
  const auto before = only_alarm(anna);
  anna.ask(SilenceAlarm{before.id});
  anna.ask(AcknowledgeAlarm{before.id});
  table.crash();
  Client again(table);
  const auto after = only_alarm(again);
  CHECK(after.id == before.id);
  CHECK(after.silenced);
  CHECK(after.acknowledged);
  CHECK((after.raised == before.raised));
  CHECK(kinds_after(table, 0) == "BOOT ALARM_RAISED ALARM_SHOWN ALARM_SILENCED ALARM_ACKNOWLEDGED BOOT");
}

TEST_CASE("IPT-ALM-12 IPT-STA-17 alarms, and what is done to them, move no state version, so that a receipt stays good") {
  Table table;
  Client anna(table);
  const auto body = anna.body_of(anna.stage(program(150_ug_per_day)));
  anna.ask(TestAlarm{true});
  table.pass(5s);
  anna.status();
  CHECK(said(anna.commit(body)) == "OK");
}

TEST_CASE("IPT-ALM-07 a memory error that ends by being silenced ends no process, and the pump can be read back") {
  Table table;
  Client anna(table);
  table.fail_records(1);
  REQUIRE(said(anna.ask(TestAlarm{false})) == "FAILED STORAGE");
  REQUIRE(is_active(table.firmware().alarms, AlarmKind::memory_error));
  const auto id = table.firmware().alarms.open.front().id;
  CHECK(said(anna.ask(SilenceAlarm{id})) == "OK");
  CHECK_FALSE(is_active(table.firmware().alarms, AlarmKind::memory_error));
  CHECK(table.is_durable());
  table.crash();
  Client again(table);
  CHECK(name(again.status().mode) == "SIMPLE_CONTINUOUS");
}

TEST_CASE("IPT-STA-09 a stall that comes and goes for years does not fill the list: the oldest ended instances give way") {
  Table table;
  Client anna(table);
  for (int n = 0; n < 80; ++n) {
    table.stall(true);
    table.pass(2h);
    table.stall(false);
  }
  table.stall(true);
  table.pass(2h);
  const auto alarms = anna.status().alarms;
  CHECK(alarms.size() >= 32);
  CHECK(alarms.size() <= 64);
  CHECK(alarms.back().active);
  CHECK(alarms.back().id == 81);
  for (std::size_t n = 1; n < alarms.size(); ++n) CHECK(alarms[n].id == alarms[n - 1].id + 1);  // oldest first
  CHECK(anna.log().size() > 160);
}

}  // namespace
}  // namespace ipt::test

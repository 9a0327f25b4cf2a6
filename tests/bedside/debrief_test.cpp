// What a debriefing reads from a session, entry by entry.
#include "tools/bedside/console/debrief.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

using namespace ipt;
namespace json = boost::json;

namespace {

using Who = TimelineEntry::Who;

/// A session in the making.
struct Told {
  Timeline timeline;
  Told& add(Who who, const char* what, json::object facts = {}) {
    TimelineEntry entry;
    entry.who = who;
    entry.what = what;
    entry.facts = std::move(facts);
    timeline.add(std::move(entry));
    return *this;
  }
  Told& needle(const char* place) { return add(Who::learner, "needle", {{"place", place}}); }
  Told& withdraw(std::int64_t nl, bool all = true) { return add(Who::learner, "withdraw", {{"moved_nl", nl}, {"all", all}}); }
  Told& fill(std::int64_t nl, const char* place = "septum", json::object more = {}) {
    json::object facts{{"place", place}, {"moved_nl", nl}, {"label_ng_per_ml", 2'000'000}, {"mislabelled", false}, {"resisted", false}, {"reservoir_nl", 20'000'000}};
    for (auto& [key, value] : more) facts[key] = value;
    return add(Who::learner, "fill", std::move(facts));
  }
  Told& refill(std::int64_t nl, json::object more = {}) {
    json::object facts{{"volume_nl", nl}, {"concentration_ng_per_ml", 2'000'000}, {"bridged", false}, {"stopped", false}};
    for (auto& [key, value] : more) facts[key] = value;
    return add(Who::pump, "refill", std::move(facts));
  }
  Told& note(const char* step, const char* state = "done") { return add(Who::learner, "note", {{"step", step}, {"state", state}}); }
  Told& begin() { return add(Who::instructor, "load", {{"concentration_ng_per_ml", 2'000'000}}); }

  [[nodiscard]] Debrief judged() const { return debrief(timeline.entries()); }
  [[nodiscard]] std::optional<int> score(const std::string& step) const {
    for (const auto& item : judged().items) {
      if (item.step == step) return item.score;
    }
    FAIL("no such step: " << step);
    return {};
  }
  [[nodiscard]] std::string harms() const {
    std::string names;
    for (const auto& harm : judged().harms) names += (names.empty() ? "" : " ") + harm.name;
    return names;
  }
};

/// As a refill should go.
Told good() {
  Told told;
  told.begin();
  for (const char* step : {"assess", "interrogate", "check_syringe", "second_person", "antisepsis"}) told.note(step);
  told.needle("septum").withdraw(5'100'000).fill(5'000'000).withdraw(500'000, false).fill(14'100'000).needle("out");
  told.refill(20'000'000).note("compare").note("read_back").note("watch");
  return told;
}

}  // namespace

TEST_CASE("a refill as it should go has full marks in each line, and harmed nobody") {
  const Debrief judged = good().judged();
  REQUIRE(judged.items.size() == 13);
  for (const auto& item : judged.items) {
    CHECK_MESSAGE(item.score == 2, item.step << ": " << item.evidence);
    CHECK_FALSE(item.harmful);
    CHECK_FALSE(item.evidence.empty());
  }
  CHECK(judged.harms.empty());
}

TEST_CASE("where nothing was done nothing is scored, and the lines keep the field's order") {
  const Debrief judged = Told().judged();
  CHECK(judged.items.front().step == "assess");
  CHECK(judged.items.back().step == "watch");
  CHECK(std::all_of(judged.items.begin(), judged.items.end(), [](const auto& item) { return !item.score; }));
  CHECK(judged.harms.empty());
}

TEST_CASE("what only the learner knows goes by the notes, the newest of each step") {
  Told told;
  told.note("antisepsis", "left_out");
  CHECK(told.score("antisepsis") == 0);
  told.note("antisepsis", "out_of_order");
  CHECK(told.score("antisepsis") == 1);
  told.note("antisepsis");
  CHECK(told.score("antisepsis") == 2);
  CHECK_FALSE(told.score("watch"));
}

TEST_CASE("a pocket fill is harmful, and the needle's place is wrong however it felt") {
  Told told;
  told.begin().note("second_person").needle("pocket").withdraw(0).fill(18'000'000, "pocket", {{"reservoir_nl", 6'500'000}}).needle("out").refill(19'400'000);
  CHECK(told.score("needle") == 0);
  CHECK(told.score("withdraw") == 0);
  CHECK(told.score("program") == 0);
  CHECK(told.harms() == "pocket_fill");
  CHECK(told.judged().harms.front().entry == 5);
}

TEST_CASE("a needle beside the port that was placed anew before the fill is no harm") {
  Told told;
  told.begin().note("second_person").needle("pocket").withdraw(0).needle("out").needle("septum").withdraw(5'100'000).fill(18'600'000).needle("out").refill(20'000'000);
  CHECK(told.score("needle") == 1);
  CHECK(told.harms().empty());
}

TEST_CASE("a syringe that holds something else than its label says is harmful, though everybody looked") {
  Told told;
  told.begin().note("check_syringe").note("second_person").needle("septum").withdraw(5'100'000).fill(18'600'000, "septum", {{"mislabelled", true}}).needle("out").refill(20'000'000);
  CHECK(told.score("check_syringe") == 0);
  CHECK(told.harms() == "wrong_syringe");
}

TEST_CASE("an overfill is harmful as soon as it is tried, and a spill too") {
  Told told;
  told.begin().note("second_person").needle("septum").withdraw(5'000'000, false).fill(0, "septum", {{"resisted", true}}).fill(14'000'000).needle("out").refill(20'000'000);
  CHECK(told.score("fill") == 1);
  CHECK(told.score("withdraw") == 1);
  CHECK(told.harms() == "overfill");
  Told spilled;
  spilled.begin().fill(1'000'000, "out");
  CHECK(spilled.harms() == "spilled");
}

TEST_CASE("a refill that the pump is never told of is harmful; one told before the last fill does not count") {
  Told told;
  told.begin().needle("septum").withdraw(5'100'000).fill(18'600'000).needle("out");
  CHECK(told.score("program") == 0);
  CHECK(told.harms() == "refill_not_programmed");
  Told early;
  early.begin().note("second_person").needle("septum").withdraw(5'100'000).refill(20'000'000).fill(18'600'000).needle("out");
  CHECK(early.harms() == "refill_not_programmed");
}

TEST_CASE("the volume that is told is held against the one that lies in the reservoir") {
  const auto told_volume = [](std::int64_t nl) {
    Told told;
    told.begin().needle("septum").withdraw(5'100'000).fill(18'600'000).needle("out").refill(nl);
    return told.score("program");
  };
  CHECK(told_volume(20'000'000) == 2);
  CHECK(told_volume(18'600'000) == 2);  // what the needle leaves behind was not reckoned
  CHECK(told_volume(18'000'000) == 1);
  CHECK(told_volume(17'000'000) == 0);
}

TEST_CASE("a new concentration without a bridge is harmful, with one it is not") {
  const auto changed = [](bool bridged) {
    Told told;
    told.add(Who::instructor, "load", {{"concentration_ng_per_ml", 500'000}}).note("second_person");
    told.needle("septum").withdraw(600'000).fill(18'600'000).needle("out").refill(20'000'000, {{"bridged", bridged}});
    return told.harms();
  };
  CHECK(changed(false) == "no_bridge");
  CHECK(changed(true).empty());
}

TEST_CASE("a pump that is told another concentration than the label says is harmful") {
  Told told;
  told.begin().note("second_person").needle("septum").withdraw(5'100'000).fill(18'600'000, "septum", {{"label_ng_per_ml", 500'000}}).needle("out").refill(20'000'000);
  CHECK(told.harms() == "wrong_concentration");
}

TEST_CASE("nobody beside the learner who read the label is harmful, also if it was only never noted") {
  Told told;
  told.begin().needle("septum").withdraw(5'100'000).fill(18'600'000).needle("out").refill(20'000'000);
  CHECK(told.harms() == "no_second_person");
  told.note("second_person", "left_out");
  CHECK(told.harms() == "no_second_person");
  told.note("second_person");
  CHECK(told.harms().empty());
}

TEST_CASE("a pump that was left stopped is harmful, by a stop, an update that broke off, or a change that ends stopped") {
  Told stopped;
  stopped.add(Who::pump, "stop");
  CHECK(stopped.harms() == "left_stopped");
  stopped.add(Who::pump, "program", {{"stopped", true}});
  CHECK(stopped.judged().harms.front().entry == 1);
  stopped.add(Who::pump, "resume", {{"stopped", false}});
  CHECK(stopped.harms().empty());
  Told broken;
  broken.add(Who::pump, "update_begun").add(Who::pump, "update_interrupted");
  CHECK(broken.harms() == "left_stopped");
  CHECK(broken.score("compare") == 0);
}

TEST_CASE("a dose of more than twice the old one is named, with both") {
  Told told;
  told.add(Who::pump, "program", {{"highest_daily_dose_before_ng", 120'000}, {"highest_daily_dose_ng", 7'200'000}});
  CHECK(told.harms() == "dose_many_times");
  CHECK(told.judged().harms.front().text == "The highest dose went from 120 mcg/day to 7200 mcg/day.");
}

TEST_CASE("what the pump logged before the session began is not judged") {
  Told told;
  told.refill(20'000'000).add(Who::pump, "stop");
  CHECK(told.harms() == "no_second_person left_stopped");
  told.add(Who::instructor, "begin", {{"concentration_ng_per_ml", 500'000}});
  CHECK(told.harms().empty());
  CHECK_FALSE(told.score("program"));
  told.note("second_person").refill(20'000'000);
  CHECK(told.harms() == "no_bridge");
}

TEST_CASE("a drawing back after the first small portion counts, filling at one go does not") {
  Told told;
  told.begin().needle("septum").withdraw(5'100'000).fill(18'600'000);
  CHECK(told.score("fill") == 1);
  CHECK(told.score("needle_out") == 0);
  CHECK(good().score("fill") == 2);
}

TEST_CASE("JSON shows an override beside the score, and CSV keeps every cell in its place") {
  Told told = good();
  told.note("watch", "left_out");
  const ScoreOverrides overrides{{"watch", {2, "=seen, \"twice\""}}, {"assess", {std::nullopt, "not asked"}}};
  const json::object out = debrief_json(told.judged(), overrides);
  const auto& last = out.at("items").as_array().back().as_object();
  CHECK(last.at("score") == 0);
  CHECK(last.at("override").at("score") == 2);
  CHECK(out.at("items").as_array().front().at("override").at("score").is_null());
  const std::string csv = debrief_csv(told.judged(), overrides);
  CHECK(csv.starts_with("\"kind\",\"name\",\"what\",\"score\",\"override\",\"why\",\"evidence\",\"harmful\"\r\n"));
  CHECK(csv.find("\"step\",\"watch\",\"Watch the patient\",\"0\",\"2\",\"'=seen, \"\"twice\"\"\",") != std::string::npos);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 14);
}

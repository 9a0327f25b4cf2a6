#include "pump_sim/profiles/profile.hpp"

#include <doctest/doctest.h>

#include "pump_sim/profiles/model.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using namespace ipt::literals;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path data = std::filesystem::path(IPT_SOURCE) / "pump_sim/profiles";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto place = text.find(what);
  REQUIRE(place != text.npos);
  return text.replace(place, what.size(), with);
}

/// Why a profile with this text is refused, without the folder that it is in.
std::string refusal_of(const std::string& text) {
  TemporaryFolder folder;
  put_file(folder / "mine.txtpb", text);
  const auto profile = load_profile((folder / "mine.txtpb").string());
  if (profile) return "";
  const std::string& error = profile.error().text;
  const std::string prefix = folder.path().string() + "/";
  return error.starts_with(prefix) ? error.substr(prefix.size()) : error;
}

std::string ipt_20() { return bytes_of_file(data / "ipt-20.txtpb"); }

}  // namespace

TEST_CASE("the built-in profiles are known by name and carry their figures") {
  CHECK(profile_names() == std::vector<std::string>{"early-20", "ipt-20", "ipt-40", "update-20", "valve-20"});
  for (const auto& name : profile_names()) {
    const auto profile = load_profile(name);
    REQUIRE_MESSAGE(profile, (profile ? "" : profile.error().text));
    CHECK(profile->name == name);
    CHECK(profile->path() == 338_uL);
    CHECK(profile->stopped_alarm.value == 48h);
    CHECK(profile->maximum_steps_a_day.value == 13);
    CHECK(profile->low_reservoir_level.value == 2_mL);
    CHECK(profile->residual.certainty == Certainty::assumed);
  }
  CHECK(load_profile("ipt-20")->capacity.value == 20_mL);
  CHECK(load_profile("ipt-40")->capacity.value == 40_mL);
  CHECK(load_profile("ipt-20")->stroke == Figure<Nanolitres>{250_nL, Certainty::assumed, load_profile("ipt-20")->stroke.source});
  CHECK(load_profile("valve-20")->stroke.value == 2500_nL);
  CHECK(load_profile("valve-20")->stroke.certainty == Certainty::verified);
}

TEST_CASE("a profile may say for how long its pump stops while it is written to; without that it needs no stop") {
  CHECK_FALSE(load_profile("ipt-20")->update.has_value());
  const auto stops = load_profile("update-20")->update;
  REQUIRE(stops.has_value());
  CHECK(stops->value == 5s);
  CHECK(stops->certainty == Certainty::assumed);
  CHECK(refusal_of(ipt_20() + "update_ms { value: 3600000 certainty: ASSUMED source: \"a choice\" }\n").empty());
  CHECK(refusal_of(ipt_20() + "update_ms { value: 3600001 certainty: ASSUMED source: \"a choice\" }\n").ends_with("expected update_ms of at most 3600000"));
  CHECK(refusal_of(ipt_20() + "update_ms { value: 0 certainty: ASSUMED source: \"a choice\" }\n").ends_with("expected update_ms above 0"));
}

TEST_CASE("a profile knows the concentrations in which its drug is made") {
  const auto profile = load_profile("ipt-20");
  REQUIRE(profile);
  REQUIRE(profile->drugs.size() == 1);
  CHECK(profile->drugs[0].name == "baclofen");
  std::vector<Concentration> concentrations;
  for (const auto& figure : profile->drugs[0].concentrations) concentrations.push_back(figure.value);
  CHECK(concentrations == std::vector{50_ug_per_mL, 500_ug_per_mL, 1000_ug_per_mL, 2000_ug_per_mL});
}

TEST_CASE("a drug file may say for how many days its drug is good in a pump, and where that was read") {
  const std::string drug = bytes_of_file(data / "drugs/baclofen.txtpb");
  const auto stability = parse_drug(drug, "d.txtpb")->stability_days;
  REQUIRE(stability.has_value());
  CHECK(stability->value == 180);
  CHECK(stability->certainty == Certainty::verified);
  const std::size_t begin = drug.find("stability_days");
  CHECK_FALSE(parse_drug(drug.substr(0, begin), "d.txtpb")->stability_days.has_value());
  CHECK(parse_drug(drug.substr(0, begin) + "stability_days { value: 90 certainty: ASSUMED source: \"a choice\" }", "d.txtpb")->stability_days->certainty == Certainty::assumed);
  CHECK(parse_drug(replaced(drug, "value: 180 ", "value: 0 "), "d.txtpb").error().text == "d.txtpb:15:1: expected stability_days above 0");
  CHECK(parse_drug(replaced(drug, "value: 180 ", ""), "d.txtpb").error().text == "d.txtpb:15:1: expected a value in stability_days, a whole number");
}

TEST_CASE("every data file is the one that was built in") {
  for (const auto& name : profile_names()) {
    const auto file = load_profile((data / (name + ".txtpb")).string());
    REQUIRE(file);
    CHECK(*file == *load_profile(name));
  }
}

TEST_CASE("an unknown profile comes with what may have been meant") {
  const auto profile = load_profile("itp-20");
  REQUIRE_FALSE(profile);
  CHECK(profile.error().text.find("did you mean 'ipt-20'") != std::string::npos);
  CHECK(profile.error().text.find("ipt-20, ipt-40, update-20, valve-20") != std::string::npos);
  CHECK(load_profile("").error().text.find("there is no profile ''") == 0);
  CHECK(load_profile("./nowhere.txtpb").error().text.find("No such file") != std::string::npos);
}

TEST_CASE("an error in a profile says file, line, column and what was expected") {
  const std::string good = ipt_20();
  CHECK(refusal_of(good) == "");
  // Line 1 is the first; the name stands on line 6.
  CHECK(refusal_of(replaced(good, "name: \"ipt-20\"", "name \"ipt-20\"")) == "mine.txtpb:6:6: name: Expected \":\", found \"\"ipt-20\"\".");
  CHECK(refusal_of(replaced(good, "capacity_nl {", "capacity_ml {")).starts_with(
      "mine.txtpb:9:1: Message type \"bedside.v1.DeviceProfile\" has no field named \"capacity_ml\". Expected one of: name, "));
  CHECK(refusal_of(replaced(good, "value: 20000000", "valu: 20000000")) ==
        "mine.txtpb:9:15: Message type \"bedside.v1.Figure\" has no field named \"valu\". Expected one of: value, certainty, source.");
  CHECK(refusal_of(replaced(good, "value: 20000000", "value: 20.5")) == "mine.txtpb:9:22: capacity_nl.value: Expected integer, got: 20.5");
  CHECK(refusal_of(replaced(good, "value: 20000000", "value: -1")).starts_with("mine.txtpb:9:22: capacity_nl.value: Expected integer"));
  CHECK(refusal_of(replaced(good, "value: 20000000", "value: 99999999999999999999")).starts_with("mine.txtpb:9:22: capacity_nl.value: Integer out of range"));
  CHECK(refusal_of(replaced(good, "certainty: VERIFIED", "certainty: CERTAIN")) ==
        "mine.txtpb:9:42: Unknown enumeration value of \"CERTAIN\" for field \"certainty\". Expected VERIFIED or ASSUMED.");
  CHECK(refusal_of(good + "name: \"twice\"\n").starts_with("mine.txtpb:57:1: "));
  CHECK(refusal_of("\x01\x02").starts_with("mine.txtpb:1:1: "));
}

TEST_CASE("a figure without value, certainty or source is an error at its place") {
  const std::string good = ipt_20();
  CHECK(refusal_of(replaced(good, "value: 20000000 ", "")) == "mine.txtpb:9:1: expected a value in capacity_nl, a whole number");
  CHECK(refusal_of(replaced(good, "certainty: VERIFIED", "")) ==
        "mine.txtpb:9:1: expected certainty: VERIFIED or ASSUMED in capacity_nl");
  CHECK(refusal_of(replaced(good, "source: \"the project's brief: reservoirs of 20 and 40 mL, read in a source\"", "")) ==
        "mine.txtpb:9:1: expected a source in capacity_nl: where it was read, or why it is assumed");
}

TEST_CASE("every figure of a profile must be there") {
  const std::string good = ipt_20();
  int figures = 0;
  for (std::size_t place = good.find(" { value:"); place != good.npos; place = good.find(" { value:", place + 1)) {
    const std::size_t begin = good.rfind('\n', place) + 1;
    const std::size_t end = good.find("}\n", place) + 2;
    const std::string name = good.substr(begin, place - begin);
    CAPTURE(name);
    if (name == "replace_within_days") continue;  // the one that may be left out
    CHECK(refusal_of(good.substr(0, begin) + good.substr(end)).find("expected " + name + " { value:") != std::string::npos);
    ++figures;
  }
  CHECK(figures == 22);
  CHECK(refusal_of("").starts_with("mine.txtpb:1:1: expected name"));
}

TEST_CASE("a profile says all of its battery or nothing, and reads low before it is used up and ends within its life") {
  std::string good = ipt_20();
  CHECK(refusal_of(replaced(good, "battery_low_nah { value: 422000000", "battery_low_nah { value: 500000000")).find("expected battery_low_nah below battery_capacity_nah") != std::string::npos);
  CHECK(refusal_of(replaced(good, "replace_within_days { value: 90 ", "replace_within_days { value: 2557 ")).find("expected replace_within_days below life_days") != std::string::npos);
  const auto without = [](const std::string& text, const std::string& from, const std::string& to) {
    const std::size_t begin = text.find(from), end = text.find(to);
    REQUIRE((begin < end && end != text.npos));
    return text.substr(0, begin) + text.substr(end);
  };
  good = without(good, "battery_capacity_nah", "replace_within_days");
  CHECK(!parse_profile(good, "mine.txtpb")->battery);
  CHECK(hardware_of(*parse_profile(good, "mine.txtpb")).battery == BatteryKind{});
  CHECK(settings_of(*parse_profile(good, "mine.txtpb"), "1").replace_within_days == 90);
  good = without(good, "replace_within_days", "\ndrugs:");
  CHECK(settings_of(*parse_profile(good, "mine.txtpb"), "1").replace_within_days == 0);
}

TEST_CASE("figures that cannot be so are refused where they stand") {
  const std::string good = ipt_20();
  CHECK(refusal_of(replaced(good, "value: 20000000 ", "value: 0 ")) == "mine.txtpb:9:1: expected capacity_nl above 0");
  CHECK(refusal_of(replaced(good, "value: 20000000 ", "value: 2000000000000 ")).find("of at most 1000000000000") != std::string::npos);
  CHECK(refusal_of(replaced(good, "value: 20000000 ", "value: 1000000 ")) ==
        "mine.txtpb:11:1: expected residual_nl below capacity_nl");
  CHECK(refusal_of(replaced(good, "value: 48000 ", "value: 24000000 ")) ==
        "mine.txtpb:19:1: expected minimum_flow_nl_per_day below maximum_flow_nl_per_day");
  CHECK(refusal_of(replaced(good, "value: 180 ", "value: 3 ")).find("expected refill_lead_days below") != std::string::npos);
}

TEST_CASE("a pump larger, faster or stronger than the arithmetic of delivery goes is refused, and one just as large is not") {
  const std::string good = ipt_20();
  CHECK(refusal_of(replaced(good, "value: 20000000 ", "value: 1000000000 ")) == "");
  CHECK(refusal_of(replaced(good, "value: 20000000 ", "value: 1000000001 ")) == "mine.txtpb:9:1: expected capacity_nl of at most 1000000000");
  CHECK(refusal_of(replaced(good, "value: 140000 ", "value: 999802000 ")) == "");
  CHECK(refusal_of(replaced(good, "value: 140000 ", "value: 999802001 ")) == "mine.txtpb:13:1: expected tubing_nl and catheter_nl of at most 1000000000 together");
  CHECK(refusal_of(replaced(good, "value: 24000000 ", "value: 10000000001 ")) == "mine.txtpb:21:1: expected maximum_flow_nl_per_day of at most 10000000000");
  CHECK(refusal_of(replaced(good, "value: 24000000 ", "value: 500000000 ")) == "");
  CHECK(refusal_of(replaced(good, "value: 24000000 ", "value: 500000001 ")) ==
        "mine.txtpb:21:1: expected maximum_flow_nl_per_day of at most 500000000: at the strongest baclofen that is a gram a day");
  const std::string drug = bytes_of_file(data / "drugs/baclofen.txtpb");
  CHECK(parse_drug(replaced(drug, "value: 2000000 ", "value: 100000000 "), "d.txtpb"));
  CHECK(parse_drug(replaced(drug, "value: 2000000 ", "value: 100000001 "), "d.txtpb").error().text == "d.txtpb:13:1: expected concentration_ng_per_ml of at most 100000000");
}

TEST_CASE("a profile's drugs are looked for beside it, then among the built-in ones") {
  const std::string good = ipt_20();
  const std::string drug = bytes_of_file(data / "drugs/baclofen.txtpb");
  TemporaryFolder folder;
  put_file(folder / "mine.txtpb", replaced(good, "\"baclofen\"", "\"saline\""));
  CHECK(load_profile((folder / "mine.txtpb").string()).error().text ==
        (folder / "mine.txtpb").string() + ":56:1: expected the name of a drug file, and there is no drugs/saline.txtpb beside this file or built in");
  put_file(folder / "saline.txtpb", drug);
  CHECK(load_profile((folder / "mine.txtpb").string()).error().text.find("to hold 'saline', found 'baclofen'") !=
        std::string::npos);
  put_file(folder / "saline.txtpb", replaced(drug, "name: \"baclofen\"", "name: \"saline\""));
  const auto profile = load_profile((folder / "mine.txtpb").string());
  REQUIRE(profile);
  CHECK(profile->drugs[0].name == "saline");
  put_file(folder / "saline.txtpb", "name: \"saline\"\ncolour: 1\n");
  INFO(load_profile((folder / "mine.txtpb").string()).error().text);
  CHECK(load_profile((folder / "mine.txtpb").string()).error().text.starts_with((folder / "saline.txtpb").string() + ":2:1:"));
  std::filesystem::remove(folder / "saline.txtpb");
  std::filesystem::create_directory(folder / "saline.txtpb");
  CHECK(load_profile((folder / "mine.txtpb").string()).error().text.starts_with((folder / "mine.txtpb").string() + ":56:1: expected the name of a drug file: "));
}

TEST_CASE("a drug is named once, by its name and never by a path") {
  const std::string good = ipt_20();
  CHECK(refusal_of(replaced(good, "drugs: \"baclofen\"", "")).find("expected drugs: at least") != std::string::npos);
  CHECK(refusal_of(good + "drugs: \"baclofen\"\n").find("expected each drug once") != std::string::npos);
  CHECK(refusal_of(replaced(good, "\"baclofen\"", "\"../../secret\"")).find("expected the name of a drug") != std::string::npos);
}

TEST_CASE("a drug file needs a name and rising concentrations, each with its source") {
  const std::string good = bytes_of_file(data / "drugs/baclofen.txtpb");
  const auto why = [](const std::string& text) {
    const auto drug = parse_drug(text, "d.txtpb");
    return drug ? std::string() : drug.error().text;
  };
  CHECK(why(good) == "");
  CHECK(why("name: \"x\"") == "d.txtpb:1:1: expected at least one concentration_ng_per_ml");
  CHECK(why(replaced(good, "name: \"baclofen\"", "name: \"Baclofen 2\"")).starts_with("d.txtpb:4:1: expected name of lower-case"));
  CHECK(why(replaced(good, "value: 500000 ", "value: 5000 ")) == "d.txtpb:9:1: expected each concentration above the one before it");
  CHECK(why(replaced(good, "value: 50000 ", "value: 0 ")) == "d.txtpb:7:1: expected concentration_ng_per_ml above 0");
}

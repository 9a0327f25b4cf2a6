// Patients as data files, and what is wrong with one, at its place.
#include "pump_sim/patient/profile.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;

namespace {

std::string child() { return bytes_of_file(std::filesystem::path(IPT_SOURCE) / "pump_sim/patient/patients/child.txtpb"); }

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto place = text.find(what);
  REQUIRE(place != text.npos);
  return text.replace(place, what.size(), with);
}
std::string refusal_of(const std::string& text) {
  const auto patient = parse_patient(text, "mine.txtpb");
  return patient ? "" : patient.error().text;
}
/// The place of what stands there in the text, as an error says it.
std::string place_of(const std::string& text, const std::string& what, std::size_t further = 0) {
  REQUIRE(text.find(what) != text.npos);
  const auto at = text.find(what) + further;
  const std::string before = text.substr(0, at);
  return "mine.txtpb:" + std::to_string(std::count(before.begin(), before.end(), '\n') + 1) + ":" + std::to_string(at - (before.rfind('\n') + 1) + 1) + ": ";
}

}  // namespace

TEST_CASE("the built-in patients are known by name and carry their figures, each with a source") {
  CHECK(patient_names() == std::vector<std::string>{"cerebral", "child", "epilepsy", "spinal"});
  for (const auto& name : patient_names()) {
    const auto patient = load_patient(name);
    REQUIRE_MESSAGE(patient, (patient ? "" : patient.error().text));
    CHECK(patient->name == name);
    CHECK(patient->elimination_per_hour.value == 0.459);
    CHECK(patient->elimination_per_hour.certainty == Certainty::assumed);
    CHECK(patient->ashworth_floor.certainty == Certainty::verified);
    CHECK(patient->withdrawal.size() == 5);
    CHECK(patient->overdose.size() == 5);
    CHECK(patient->side_effects.size() == (name == "epilepsy" ? 8 : 7));
    CHECK(parse_patient(patient->text, "again") .has_value());
  }
}

TEST_CASE("a patient comes from a file too, and a name that is not known comes with those that are") {
  TemporaryFolder folder;
  put_file(folder / "mine.txtpb", replaced(child(), "name: \"child\"", "name: \"mine\""));
  CHECK(load_patient((folder / "mine.txtpb").string())->name == "mine");
  CHECK(load_patient("chidl").error().text == "there is no patient 'chidl'; did you mean 'child'? The built-in ones are cerebral, child, epilepsy, spinal; a file is named with its path (./mine.txtpb).");
  CHECK_FALSE(load_patient("./none.txtpb").has_value());
}

TEST_CASE("what is wrong with a figure is said at its line and column, with what was expected") {
  const std::string text = child();
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65", "csf_ml { value: -65")) == place_of(text, "csf_ml {") + "expected csf_ml from 0.001 to 1000000, found -65");
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65", "csf_ml { value: nan")).starts_with(place_of(text, "csf_ml {") + "expected csf_ml from"));
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65", "csf_ml { value: inf")).starts_with(place_of(text, "csf_ml {") + "expected csf_ml from"));
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65", "csf_ml {")) == place_of(text, "csf_ml {") + "expected a value in csf_ml, a number");
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65 certainty: ASSUMED", "csf_ml { value: 65")) == place_of(text, "csf_ml {") + "expected certainty: VERIFIED or ASSUMED in csf_ml");
  CHECK(refusal_of(replaced(text, "csf_ml {", "csf_litres {")).starts_with(place_of(text, "csf_ml {")));
  CHECK(refusal_of(replaced(text, "name: \"child\"", "name: \"A Child\"")) == place_of(text, "name: \"child\"") + "expected name of lower-case letters, digits and hyphens, found 'A Child'");
  CHECK(refusal_of(replaced(text, "effect_per_hour { value: 0.117", "effect_per_hour { value: 0.459")) ==
        place_of(text, "effect_per_hour {") + "expected effect_per_hour to differ from elimination_per_hour by more than 1 %, found 0.459 and 0.459");
}

TEST_CASE("what protobuf cannot read is told with the field in which it stands, and a unit behind a number with what would do") {
  const std::string text = child();
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65", "csf_ml { value: 65mL")) ==
        place_of(text, "65 certainty", 2) + "csf_ml.value: Expected a number, then a space: its unit is in the name of the field, or else number and unit stand in quotes.");
  CHECK(refusal_of(replaced(text, "csf_ml { value: 65", "csf_ml { value: \"65mL\"")) == place_of(text, "65 certainty") + "csf_ml.value: Expected double, got: \"65mL\"");
  CHECK(refusal_of(replaced(text, "csf_ml {", "csf_ml [")) == place_of(text, "csf_ml {", 7) + "csf_ml: Expected \"{\", found \"[\".");
  CHECK(refusal_of(replaced(text, "after_hours { value: 14", "after_hours { value: ?")) == place_of(text, "14 certainty") + "withdrawal.after_hours.value: Expected double, got: ?");
}

TEST_CASE("what is wrong with a stage is said at its own line") {
  const std::string text = child();
  const std::string fever = "after_hours { value: 14";
  CHECK(refusal_of(replaced(text, fever, "after_hours { value: 4")) == place_of(text, fever) + "expected after_hours above that of the stage before it");
  CHECK(refusal_of(replaced(text, fever, "after_hours { value: -1")) == place_of(text, fever) + "expected after_hours from 0 to 10000, found -1");
  CHECK(refusal_of(replaced(text, "name: \"fever\"", "name: \"rebound tone\"")) == place_of(text, "name: \"fever\"") + "expected each name in withdrawal once, found 'rebound tone' again");
  CHECK(refusal_of(replaced(text, "name: \"fever\"", "name: \"\"")).ends_with("expected a name of 1 to 64 bytes in withdrawal"));
  CHECK(refusal_of(replaced(text, "withdrawal { name: \"fever\"\n  " + fever, "withdrawal { name: \"fever\" } #" + fever)).find("withdrawal {") != std::string::npos);
}

TEST_CASE("a figure that is missing is named") {
  const auto message = refusal_of("name: \"mine\"\n");
  CHECK(message == "mine.txtpb:1:1: expected elimination_per_hour { value: … certainty: … source: … }; found none");
}

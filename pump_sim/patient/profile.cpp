#include "pump_sim/patient/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bedside/v1/patient.pb.h"
#include "common/shell/files.hpp"
#include "common/shell/text_format.hpp"
#include "pump_sim/patient/embedded.hpp"
#include "pump_sim/profiles/named.hpp"

namespace ipt {
namespace {

namespace wire = bedside::v1;

constexpr std::size_t largest_file = 64 * 1024;
constexpr int most_signs = 32;

/// From what on a figure makes sense, and up to what.
struct Range {
  double least;
  double most;
};
constexpr Range rate{0.0001, 100}, level{0.001, 1'000'000}, ratio{1, 1'000}, hours{0, 10'000}, tone{1, 5}, points{0, 4}, share{0, 1};

/// Of a figure: the n-th (0: first) of a field, or a field inside that.
struct Place {
  std::string field;
  int n;
  std::string inner;
};

/// Takes figures out of one parsed file, and keeps the first thing that is wrong.
class Reader {
 public:
  Reader(const TextFormatFile& text, const wire::PatientFile& message) : text_(text), message_(message) {}

  Measure measure(const std::string& name, bool is_there, const wire::Measure& figure, Range range) {
    return read({name, 0, {}}, name, is_there, figure, range);
  }

  template <class Row, class Take>
  std::vector<SignFigure> signs(const std::string& list, const google::protobuf::RepeatedPtrField<Row>& rows, const std::string& figure, Range range, Take take) {
    std::vector<SignFigure> signs;
    expect(rows.size() <= most_signs, Place{list, most_signs - 1, {}}, fmt::format("expected at most {} {}", most_signs, list));
    for (int n = 0; n < rows.size() && !error_; ++n) {
      const std::string& name = rows[n].name();
      expect(!name.empty() && name.size() <= 64, Place{list, n, "name"}, fmt::format("expected a name of 1 to 64 bytes in {}", list));
      const bool is_again = std::any_of(signs.begin(), signs.end(), [&](const SignFigure& earlier) { return earlier.name == name; });
      expect(!is_again, Place{list, n, "name"}, fmt::format("expected each name in {} once, found '{}' again", list, name));
      const auto [is_there, message] = take(rows[n]);
      signs.push_back({name, read({list, n, figure}, figure, is_there, message, range)});
    }
    return signs;
  }
  void expect_rising(const std::string& list, const std::string& figure, const std::vector<SignFigure>& signs) {
    for (std::size_t n = 1; n < signs.size(); ++n) {
      expect(signs[n - 1].from.value < signs[n].from.value, Place{list, static_cast<int>(n), figure}, fmt::format("expected {} above that of the stage before it", figure));
    }
  }

  std::string name(const std::string& value) {
    const auto strange = value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_");
    expect(!value.empty() && strange == value.npos && value.size() <= 64, Place{"name", 0, {}}, fmt::format("expected name of lower-case letters, digits and hyphens, found '{}'", value));
    return value;
  }
  void expect(bool holds, const std::string& field, const std::string& what) { expect(holds, Place{field, 0, {}}, what); }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  void expect(bool holds, const Place& place, const std::string& what) {
    if (!holds && !error_) error_ = text_.at(message_, place.field, what, place.n, place.inner);
  }
  Measure read(const Place& place, const std::string& name, bool is_there, const wire::Measure& figure, Range range) {
    const bool fits = figure.value() >= range.least && figure.value() <= range.most;  // no NaN is
    expect(is_there, place, fmt::format("expected {} {{ value: … certainty: … source: … }}; found none", name));
    expect(figure.has_value(), place, fmt::format("expected a value in {}, a number", name));
    expect(fits, place, fmt::format("expected {} from {} to {}, found {}", name, range.least, range.most, figure.value()));
    expect(figure.certainty() == wire::VERIFIED || figure.certainty() == wire::ASSUMED, place, fmt::format("expected certainty: VERIFIED or ASSUMED in {}", name));
    expect(!figure.source().empty(), place, fmt::format("expected a source in {}: where it was read, or why it is assumed", name));
    return {figure.value(), figure.certainty() == wire::VERIFIED ? Certainty::verified : Certainty::assumed, figure.source()};
  }

  const TextFormatFile& text_;
  const wire::PatientFile& message_;
  std::optional<Error> error_;
};

/// The closed form divides by the differences of the rates.
void expect_unlike(Reader& read, const PatientProfile& patient) {
  const std::pair<const char*, double> rates[] = {{"elimination_per_hour", patient.elimination_per_hour.value},
                                                  {"effect_per_hour", patient.effect_per_hour.value},
                                                  {"accustoming_per_hour", patient.accustoming_per_hour.value},
                                                  {"pocket_absorption_per_hour", patient.pocket_absorption_per_hour.value}};
  for (const auto& [name, value] : rates) {
    for (const auto& [earlier, other] : rates) {
      if (name == earlier) break;
      read.expect(std::abs(value - other) > 0.01 * std::max(value, other), name, fmt::format("expected {} to differ from {} by more than 1 %, found {} and {}", name, earlier, value, other));
    }
  }
}

}  // namespace

Result<PatientProfile> parse_patient(std::string_view content, std::string_view file) {
  wire::PatientFile message;
  TextFormatFile text(file);
  if (auto error = text.parse(content, message)) return *error;
  Reader read(text, message);
  PatientProfile patient;
  patient.name = read.name(message.name());
  patient.description = message.description();
#define IPT_MEASURE(field, range) patient.field = read.measure(#field, message.has_##field(), message.field(), range)
  IPT_MEASURE(elimination_per_hour, rate);
  IPT_MEASURE(csf_ml, level);
  IPT_MEASURE(effect_per_hour, rate);
  IPT_MEASURE(ashworth_untreated, tone);
  IPT_MEASURE(ashworth_floor, tone);
  IPT_MEASURE(ec50_ng_per_ml, level);
  IPT_MEASURE(hill_gamma, rate);
  IPT_MEASURE(accustoming_per_hour, rate);
  IPT_MEASURE(unaccustomed_ng_per_ml, level);
  IPT_MEASURE(pocket_absorption_per_hour, rate);
  IPT_MEASURE(pocket_share, share);
  IPT_MEASURE(withdrawal_below_share, share);
  IPT_MEASURE(withdrawal_from_ng_per_ml, level);
  IPT_MEASURE(rebound_ashworth, points);
#undef IPT_MEASURE
  patient.withdrawal = read.signs("withdrawal", message.withdrawal(), "after_hours", hours, [](const auto& stage) { return std::pair(stage.has_after_hours(), stage.after_hours()); });
  patient.overdose = read.signs("overdose", message.overdose(), "times_accustomed", ratio, [](const auto& stage) { return std::pair(stage.has_times_accustomed(), stage.times_accustomed()); });
  patient.side_effects = read.signs("side_effects", message.side_effects(), "from_ng_per_ml", level, [](const auto& effect) { return std::pair(effect.has_from_ng_per_ml(), effect.from_ng_per_ml()); });
  read.expect_rising("withdrawal", "after_hours", patient.withdrawal);
  read.expect_rising("overdose", "times_accustomed", patient.overdose);
  read.expect(patient.ashworth_floor.value <= patient.ashworth_untreated.value, "ashworth_floor", "expected ashworth_floor of at most ashworth_untreated");
  expect_unlike(read, patient);
  if (read.error()) return *read.error();
  patient.text = content;
  return patient;
}

std::vector<std::string> patient_names() { return names_of(embedded_patients()); }

Result<PatientProfile> load_patient(std::string_view name_or_path) {
  const std::string name(name_or_path);
  if (name.find_first_of("/.") != name.npos) {
    const auto text = read_file(name, largest_file);
    if (!text) return text.error();
    return parse_patient(*text, name);
  }
  if (const auto* file = find_named(embedded_patients(), name)) return parse_patient(file->text, file->name);
  return no_such_name("patient", name, embedded_patients());
}

}  // namespace ipt

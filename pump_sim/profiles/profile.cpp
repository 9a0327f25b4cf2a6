#include "pump_sim/profiles/profile.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <limits>

#include "bedside/v1/profile.pb.h"
#include "common/shell/files.hpp"
#include "common/shell/text_format.hpp"
#include "pump_sim/profiles/named.hpp"

namespace ipt {
namespace {

namespace fs = std::filesystem;
namespace wire = bedside::v1;

constexpr std::size_t largest_file = 1024 * 1024;
/// No figure of a pump comes near it, and sums and products of what stays below fit 64 bits where profiles are used.
constexpr std::uint64_t largest_figure = 1'000'000'000'000;
// What the arithmetic of delivery is exact for (pump_sim/port/flow.cpp, pump_sim/world/world.cpp), and no pump needs more.
constexpr Nanolitres one_litre{1'000'000'000};
constexpr FlowRate fastest{10'000'000'000};
constexpr Concentration strongest{100'000'000};
constexpr std::int64_t most_drug_a_day = 1'000'000'000;  // ng
constexpr Milliseconds longest_update = std::chrono::hours(1);
constexpr std::int64_t nanolitres_a_millilitre = 1'000'000;

template <class T>
T in_unit(std::uint64_t value) {
  return T(static_cast<typename std::conditional_t<std::is_integral_v<T>, T, std::int64_t>>(value));
}

enum class Zero { allowed, refused };

/// Takes figures out of one parsed file, and keeps the first thing that is wrong.
class Reader {
 public:
  Reader(const TextFormatFile& text, const google::protobuf::Message& message) : text_(text), message_(message) {}

  template <class T>
  Figure<T> figure(const std::string& name, bool is_there, const wire::Figure& figure, Zero zero, int n = 0) {
    const std::uint64_t limit = std::is_same_v<T, std::uint32_t> ? 1'000'000 : largest_figure;
    if (!is_there) fail(name, fmt::format("expected {} {{ value: … certainty: … source: … }}; found none", name), n);
    else if (!figure.has_value()) fail(name, fmt::format("expected a value in {}, a whole number", name), n);
    else if (figure.value() == 0 && zero == Zero::refused) fail(name, fmt::format("expected {} above 0", name), n);
    else if (figure.value() > limit) fail(name, fmt::format("expected {} of at most {}, found {}", name, limit, figure.value()), n);
    else if (figure.certainty() != wire::VERIFIED && figure.certainty() != wire::ASSUMED)
      fail(name, fmt::format("expected certainty: VERIFIED or ASSUMED in {}", name), n);
    else if (figure.source().empty())
      fail(name, fmt::format("expected a source in {}: where it was read, or why it is assumed", name), n);
    if (error_) return {};
    return {in_unit<T>(figure.value()),
            figure.certainty() == wire::VERIFIED ? Certainty::verified : Certainty::assumed, figure.source()};
  }

  std::string name(const std::string& field, const std::string& value) {
    const auto strange = value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_");
    if (value.empty() || strange != value.npos || value.size() > 64)
      fail(field, fmt::format("expected {} of lower-case letters, digits and hyphens, found '{}'", field, value));
    return value;
  }

  void expect(bool holds, const std::string& field, const std::string& what) {
    if (!holds) fail(field, what);
  }
  void fail(const std::string& field, const std::string& what, int n = 0) {
    if (!error_) error_ = text_.at(message_, field, what, n);
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const TextFormatFile& text_;
  const google::protobuf::Message& message_;
  std::optional<Error> error_;
};

/// A drug that a profile names: beside the profile's file if it came from one, else built in.
/// An error in that file has its place there; `here` gives one about the name the place of the name.
template <class Here>
Result<DrugProfile> find_drug(const std::string& name, const fs::path& profile_file, Here here) {
  if (!profile_file.empty()) {
    const fs::path folder = profile_file.parent_path();
    for (const auto& candidate : {folder / "drugs" / (name + std::string(data_file_ending)), folder / (name + std::string(data_file_ending))}) {
      std::error_code ignored;
      if (!fs::exists(candidate, ignored)) continue;
      const auto text = read_file(candidate, largest_file);
      if (!text) return here("expected the name of a drug file: " + text.error().text);
      return parse_drug(*text, candidate.string());
    }
  }
  const std::string built_in = "drugs/" + name;
  if (const auto* file = find_named(embedded_profiles(), built_in)) return parse_drug(file->text, file->name);
  return here(fmt::format("expected the name of a drug file, and there is no {}{} beside this file or built in", built_in, data_file_ending));
}

void check_limits(Reader& read, const DeviceProfile& profile) {
  read.expect(profile.capacity.value <= one_litre, "capacity_nl", fmt::format("expected capacity_nl of at most {}", one_litre.value));
  read.expect(profile.path() <= one_litre, "tubing_nl", fmt::format("expected tubing_nl and catheter_nl of at most {} together", one_litre.value));
  read.expect(profile.maximum_flow.value <= fastest, "maximum_flow_nl_per_day", fmt::format("expected maximum_flow_nl_per_day of at most {}", fastest.value));
  read.expect(profile.residual.value < profile.capacity.value, "residual_nl", "expected residual_nl below capacity_nl");
  read.expect(profile.low_reservoir_level.value < profile.capacity.value, "low_reservoir_level_nl",
              "expected low_reservoir_level_nl below capacity_nl");
  read.expect(profile.stroke.value < profile.capacity.value, "stroke_nl", "expected stroke_nl below capacity_nl");
  read.expect(profile.minimum_flow.value < profile.maximum_flow.value, "minimum_flow_nl_per_day",
              "expected minimum_flow_nl_per_day below maximum_flow_nl_per_day");
  read.expect(profile.minimum_rate.value < profile.maximum_flow.value, "minimum_rate_nl_per_day",
              "expected minimum_rate_nl_per_day below maximum_flow_nl_per_day");
  read.expect(profile.refill_lead_days.value < profile.refill_interval_days.value, "refill_lead_days",
              "expected refill_lead_days below refill_interval_days");
  if (profile.replace_within_days) read.expect(profile.replace_within_days->value < profile.life_days.value, "replace_within_days", "expected replace_within_days below life_days");
  if (profile.update) read.expect(profile.update->value <= longest_update, "update_ms", fmt::format("expected update_ms of at most {}", longest_update.count()));
}

/// `file`: where it came from, if it came from a file.
Result<DeviceProfile> parse(std::string_view content, std::string_view called, const fs::path& file) {
  wire::DeviceProfile message;
  TextFormatFile text(called);
  if (auto error = text.parse(content, message)) return *error;
  Reader read(text, message);
  DeviceProfile profile;
  profile.name = read.name("name", message.name());
  profile.description = message.description();
#define IPT_FIGURE(field, member, zero) \
  profile.member = read.figure<decltype(profile.member.value)>(#field, message.has_##field(), message.field(), zero)
  IPT_FIGURE(capacity_nl, capacity, Zero::refused);
  IPT_FIGURE(residual_nl, residual, Zero::allowed);
  IPT_FIGURE(tubing_nl, tubing, Zero::refused);
  IPT_FIGURE(catheter_nl, catheter, Zero::refused);
  IPT_FIGURE(stroke_nl, stroke, Zero::refused);
  IPT_FIGURE(minimum_flow_nl_per_day, minimum_flow, Zero::refused);
  IPT_FIGURE(maximum_flow_nl_per_day, maximum_flow, Zero::refused);
  IPT_FIGURE(minimum_rate_nl_per_day, minimum_rate, Zero::refused);
  IPT_FIGURE(maximum_steps_a_day, maximum_steps_a_day, Zero::refused);
  IPT_FIGURE(low_reservoir_level_nl, low_reservoir_level, Zero::refused);
  IPT_FIGURE(refill_lead_days, refill_lead_days, Zero::allowed);
  IPT_FIGURE(refill_interval_days, refill_interval_days, Zero::refused);
  IPT_FIGURE(stopped_alarm_ms, stopped_alarm, Zero::refused);
  IPT_FIGURE(stall_detection_ms, stall_detection, Zero::refused);
  IPT_FIGURE(life_days, life_days, Zero::refused);
  IPT_FIGURE(discrepancy_warning_nl, discrepancy_warning, Zero::refused);
  IPT_FIGURE(critical_tone_interval_ms, critical_tone_interval, Zero::refused);
  IPT_FIGURE(noncritical_tone_interval_ms, noncritical_tone_interval, Zero::refused);
  profile.bolus_ends_stopped = message.bolus_ends_stopped();
  if (message.has_update_ms()) profile.update = read.figure<Milliseconds>("update_ms", true, message.update_ms(), Zero::refused);
  if (message.has_replace_within_days()) profile.replace_within_days = read.figure<std::uint32_t>("replace_within_days", true, message.replace_within_days(), Zero::refused);
  if (message.has_battery_capacity_nah() || message.has_battery_low_nah() || message.has_battery_stroke_nah() || message.has_battery_day_nah()) {
    auto& battery = profile.battery.emplace();
    IPT_FIGURE(battery_capacity_nah, battery->capacity, Zero::refused);
    IPT_FIGURE(battery_low_nah, battery->low, Zero::refused);
    IPT_FIGURE(battery_stroke_nah, battery->a_stroke, Zero::allowed);
    IPT_FIGURE(battery_day_nah, battery->a_day, Zero::allowed);
    read.expect(battery.low.value < battery.capacity.value, "battery_low_nah", "expected battery_low_nah below battery_capacity_nah");
  }
#undef IPT_FIGURE
  check_limits(read, profile);
  read.expect(message.drugs_size() > 0, "drugs", "expected drugs: at least the name of one drug file");
  if (read.error()) return *read.error();

  for (int n = 0; n < message.drugs_size(); ++n) {
    const std::string& name = message.drugs(n);
    for (const auto& earlier : profile.drugs)
      if (earlier.name == name) return text.at(message, "drugs", "expected each drug once, found '" + name + "' again", n);
    // A name, never a path: it is looked up in one folder.
    if (name.empty() || name.find('/') != name.npos || name.starts_with('.'))
      return text.at(message, "drugs", "expected the name of a drug, found '" + name + "'", n);
    auto drug = find_drug(name, file, [&](const std::string& what) { return text.at(message, "drugs", what, n); });
    if (!drug) return drug.error();
    if (drug->name != name)
      return text.at(message, "drugs", fmt::format("expected drug file '{0}' to hold '{0}', found '{1}'", name, drug->name), n);
    const std::int64_t highest_flow = most_drug_a_day * nanolitres_a_millilitre / drug->concentrations.back().value.value;
    if (profile.maximum_flow.value.value > highest_flow)
      return text.at(message, "maximum_flow_nl_per_day", fmt::format("expected maximum_flow_nl_per_day of at most {}: at the strongest {} that is a gram a day", highest_flow, name));
    profile.drugs.push_back(std::move(*drug));
  }
  return profile;
}

}  // namespace

Result<DeviceProfile> parse_profile(std::string_view content, std::string_view file) { return parse(content, file, {}); }

Result<DrugProfile> parse_drug(std::string_view content, std::string_view file) {
  wire::DrugFile message;
  TextFormatFile text(file);
  if (auto error = text.parse(content, message)) return *error;
  Reader read(text, message);
  DrugProfile drug;
  drug.name = read.name("name", message.name());
  drug.description = message.description();
  const std::string field = "concentration_ng_per_ml";
  read.expect(message.concentration_ng_per_ml_size() > 0, field, "expected at least one " + field);
  for (int n = 0; n < message.concentration_ng_per_ml_size() && !read.error(); ++n) {
    drug.concentrations.push_back(
        read.figure<Concentration>(field, true, message.concentration_ng_per_ml(n), Zero::refused, n));
    if (!read.error() && drug.concentrations.back().value > strongest)
      read.fail(field, fmt::format("expected {} of at most {}", field, strongest.value), n);
    if (!read.error() && n > 0 && drug.concentrations[static_cast<std::size_t>(n) - 1].value >= drug.concentrations.back().value)
      read.fail(field, "expected each concentration above the one before it", n);
  }
  for (int n = 0; n < message.admixture_size() && !read.error(); ++n) {
    const auto& from = message.admixture(n);
    auto& added = drug.admixtures.emplace_back();
    added.name = from.name();
    if (from.name().empty()) read.fail("admixture", "expected the name of each admixture", n);
    if (from.concentration_ng_per_ml_size() != message.concentration_ng_per_ml_size()) {
      read.fail("admixture", fmt::format("expected as many concentrations of {} as of the drug itself, {}", from.name(), message.concentration_ng_per_ml_size()), n);
    }
    for (const auto& figure : from.concentration_ng_per_ml()) {
      added.concentrations.push_back(read.figure<Concentration>("admixture", true, figure, Zero::refused, n));
      if (!read.error() && added.concentrations.back().value > strongest) read.fail("admixture", fmt::format("expected concentrations of at most {}", strongest.value), n);
    }
  }
  if (message.has_patient_bolus()) {
    const auto& from = message.patient_bolus();
    read.expect(from.certainty() == wire::VERIFIED || from.certainty() == wire::ASSUMED, "patient_bolus", "expected certainty: VERIFIED or ASSUMED in patient_bolus");
    read.expect(!from.source().empty(), "patient_bolus", "expected a source in patient_bolus: where it was read, or why it is assumed");
    drug.patient_bolus = {from.permitted(), from.certainty() == wire::VERIFIED ? Certainty::verified : Certainty::assumed, from.source()};
  }
  if (message.has_stability_days()) drug.stability_days = read.figure<std::uint32_t>("stability_days", true, message.stability_days(), Zero::refused);
  if (read.error()) return *read.error();
  return drug;
}

std::vector<std::string> profile_names() { return names_of(embedded_profiles()); }

Result<DeviceProfile> load_profile(std::string_view name_or_path) {
  const std::string name(name_or_path);
  if (name.find_first_of("/.") != name.npos) {
    const auto text = read_file(name, largest_file);
    if (!text) return text.error();
    return parse(*text, name, name);
  }
  if (const auto* file = find_named(embedded_profiles(), name)) return parse_profile(file->text, file->name);
  return no_such_name("profile", name, embedded_profiles());
}

}  // namespace ipt

#include "tools/bedside/console/live_scenario.hpp"

#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/check.hpp"
#include "common/shell/text_format.hpp"
#include "scenario/v1/scenario.pb.h"
#include "tools/bedside/console/embedded_scenarios.hpp"
#include "tools/bedside/console/live_step.hpp"

namespace ipt {
namespace {

namespace scenario = ::scenario::v1;

/// What the simulator's pumps start with, as the rehearsal has it.
constexpr const char* usual_clock = "2026-01-01T00:00";

std::string in_words(scenario::WhoKnows who) {
  switch (who) {
    case scenario::THE_PUMP: return "the pump knows";
    case scenario::THE_PROGRAMMER: return "the programmer can know";
    case scenario::NOBODY: return "nobody can know";
    default: return "no incident";
  }
}

Result<bedside::v1::Start> start_of(const scenario::Start& written) {
  const auto or_else = [](const std::string& text, const char* usual) { return text.empty() ? std::string(usual) : text; };
  const auto concentration = parse_concentration(or_else(written.concentration(), "2000mcg/mL"));
  const auto volume = parse_volume(or_else(written.volume(), "20mL"));
  const auto dose = parse_dose_rate(or_else(written.dose(), "120mcg/day"));
  const auto clock = parse_clock(or_else(written.clock(), usual_clock));
  if (!concentration) return concentration.error();
  if (!volume) return volume.error();
  if (!dose) return dose.error();
  if (!clock) return clock.error();
  bedside::v1::Start start;
  start.set_profile(or_else(written.profile(), "ipt-20"));
  start.set_drug(or_else(written.drug(), "baclofen"));
  start.set_concentration_ng_per_ml(static_cast<std::uint64_t>(concentration->value));
  start.set_volume_nl(static_cast<std::uint64_t>(volume->value));
  if (!written.stopped()) start.set_dose_ng_per_day(static_cast<std::uint64_t>(dose->value));
  start.set_clock_ms(clock->time_since_epoch().count());
  start.set_patient(written.body());
  return start;
}

/// Whether the next refill is programmed with another drug or concentration than this step injects: so the label lies.
bool is_mislabelled(const scenario::Scenario& written, int place, const LiveStep& step, const bedside::v1::Start& start) {
  if (!step.act || !step.act->has_fill()) return false;
  for (int later = place + 1; later < written.step_size(); ++later) {
    if (!written.step(later).has_refill()) continue;
    const auto& refill = written.step(later).refill();
    const auto told = parse_concentration(refill.concentration());
    const auto concentration = told ? static_cast<std::uint64_t>(told->value) : start.concentration_ng_per_ml();
    const std::string& drug = refill.drug().empty() ? start.drug() : refill.drug();
    return concentration != step.act->fill().concentration_ng_per_ml() || drug != step.act->fill().drug();
  }
  return false;
}

Result<std::int64_t> time_of(const scenario::Step& step, std::int64_t start, std::int64_t before) {
  if (!step.after().empty()) {
    const auto later = parse_duration(step.after());
    return later ? Result<std::int64_t>(before + later->count()) : later.error();
  }
  if (step.at().empty()) return before;
  if (const auto clock = parse_clock(step.at())) return clock->time_since_epoch().count() - start;
  const auto since = parse_duration(step.at());
  return since ? Result<std::int64_t>(since->count()) : since.error();
}

}  // namespace

Result<LiveScenario> read_live_scenario(std::string_view name, std::string_view text) {
  TextFormatFile file(name);
  scenario::Scenario written;
  if (auto error = file.parse(text, written)) return *error;
  LiveScenario live{std::string(name), written.title(), written.moral(), in_words(written.who_knows()), {}, {}, {}};
  auto start = start_of(written.start());
  if (!start) return Error{fmt::format("{}: {}", name, start.error().text)};
  live.start = *std::move(start);
  live.profile = live.start.profile();
  std::int64_t before = 0;
  for (int place = 0; place < written.step_size(); ++place) {
    const auto& step = written.step(place);
    const auto at = time_of(step, live.start.clock_ms(), before);
    if (!at) return Error{fmt::format("{}: {}", name, at.error().text)};
    auto read = live_step(step, live.start);
    if (!read) return Error{fmt::format("{}: {}", name, read.error().text)};
    read->at_ms = before = *at;
    read->is_mislabelled = is_mislabelled(written, place, *read, live.start);
    if (read->act || !read->expected.empty() || !read->say.empty()) live.steps.push_back(*std::move(read));
  }
  return live;
}

const std::vector<LiveScenario>& live_scenarios() {
  static const std::vector<LiveScenario> all = [] {
    std::vector<LiveScenario> read;
    for (const auto& file : embedded_scenarios()) {
      auto scenario = read_live_scenario(file.name.substr(0, file.name.rfind('.')), file.text);
      IPT_CHECK(scenario.has_value());  // the tests read them all
      read.push_back(*std::move(scenario));
    }
    return read;
  }();
  return all;
}

}  // namespace ipt

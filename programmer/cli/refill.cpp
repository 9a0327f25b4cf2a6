// A refill is one operation: what came out, what is in now, which drug, and the dose that goes with it.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/guided.hpp"
#include "programmer/cli/schedule.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure usage(const std::string& text, std::string todo = {}) { return {exit_usage, {text, "Nothing was sent.", std::move(todo)}}; }

/// The dose that goes with the refill, computed for what is in the syringe; nothing if none was given.
Result<std::optional<Program>, Failure> program_for(Visit& visit, const Words& words, Concentration concentration) {
  if (!words.file.empty()) {
    const auto text = read_file(words.file, 1'024 * 1'024);
    if (!text) return usage(text.error().text);
    auto program = read_schedule(*text, words.file, concentration);
    if (!program) return usage(program.error().text);
    return std::optional(*std::move(program));
  }
  if (words.dose.empty()) return std::optional<Program>();
  auto present = visit.present();
  if (!present) return present.error();
  const auto dose = dose_from(words.dose, {present->dose, concentration});
  if (!dose) return usage(dose.error().text);
  return std::optional(Program{concentration, SimpleContinuous{*dose}});
}

Result<Intent, Failure> refill_intent(Visit& visit, const Words& words) {
  const Status& now = visit.status();
  Refill refill;
  const auto volume = parse_volume(words.volume);
  if (!volume) return usage(volume.error().text, "Say what is in the reservoir now: --volume 20mL.");
  const auto withdrawn = parse_volume(words.withdrawn);
  if (!withdrawn) return usage(withdrawn.error().text, "Say what came out of the reservoir: --withdrawn 9.2mL.");
  refill.volume = *volume;
  refill.withdrawn = *withdrawn;
  refill.expected = now.reservoir;
  refill.drug = words.drug.empty() ? now.drug : words.drug;
  refill.concentration = now.concentration;
  refill.lot = words.lot;
  if (!words.concentration.empty()) {
    const auto concentration = parse_concentration(words.concentration);
    if (!concentration) return usage(concentration.error().text);
    refill.concentration = *concentration;
  }
  auto program = program_for(visit, words, refill.concentration);
  if (!program) return program.error();
  refill.program = *std::move(program);
  std::string what = fmt::format("refill, {} of {} {} in the reservoir now", words::volume(refill.volume), words::escaped(refill.drug), words::concentration(refill.concentration));
  if (!words.lot.empty()) what += fmt::format(", lot {}", words::escaped(words.lot));
  if (!words.dose.empty()) what += fmt::format(", dose {}", words.dose);
  if (!words.file.empty()) what += fmt::format(", schedule from {}", words.file);
  return Intent{{visit.info().serial, words.run ? ModeAfter::running : ModeAfter::unchanged, std::move(refill)}, std::move(what), is_hourly(words.dose)};
}

}  // namespace

int refill(const Words& words) {
  Words said = words;
  std::vector<SkippedStep> skipped;
  if (words.guided) {
    auto steps = guide(words, said);
    if (!steps) return fail(words, steps.error());
    skipped = *std::move(steps);
  } else if (words.volume.empty() || words.withdrawn.empty()) {
    return fail(words, usage("a refill needs --withdrawn (what came out) and --volume (what is in the reservoir now)", "Or let `programmer refill --guided` ask for them one after the other."));
  }
  Visit visit(said);
  if (auto failure = visit.open(Role::clinician)) return fail(words, *failure);
  print_settled(visit);
  if (auto failure = only_now_known(visit)) return fail(words, *failure);
  const auto intent = refill_intent(visit, said);
  if (!intent) return fail(words, intent.error());
  const int code = change_therapy(visit, *intent);
  if (words.guided) print_after(code, skipped);
  return code;
}

}  // namespace ipt

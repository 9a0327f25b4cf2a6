// A refill is one operation: what came out, what is in now, which drug, and the dose that goes with it.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/guided.hpp"
#include "programmer/cli/registering.hpp"
#include "programmer/cli/schedule.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/path.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure usage(const std::string& text, std::string todo = {}) { return {exit_usage, {text, "Nothing was sent.", std::move(todo)}}; }

/// The dose that goes with the refill, computed for what is in the syringe; nothing if none was given. Says whether it was
/// written per hour.
Result<std::optional<Program>, Failure> program_for(Visit& visit, const Words& words, Concentration concentration, bool& hourly) {
  if (!words.file.empty()) {
    const auto text = read_file(words.file, 1'024 * 1'024);
    if (!text) return usage(text.error().text);
    auto program = read_schedule(*text, words.file, concentration);
    if (!program) return usage(program.error().text);
    hourly = has_hourly_dose(*text);
    return std::optional(*std::move(program));
  }
  hourly = is_hourly(words.dose);
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
  bool hourly = false;
  auto program = program_for(visit, words, refill.concentration, hourly);
  if (!program) return program.error();
  refill.program = *std::move(program);
  const auto present = visit.present();
  if (!present) return present.error();
  const bool changes_drug = now.concentration.value > 0 && (refill.drug != now.drug || refill.concentration != now.concentration);
  const auto bridge = bridge_from(words.bridge, visit.info(), now, present->dose, changes_drug);
  if (!bridge) return usage(bridge.error().text);
  refill.bridge = *bridge;
  if (!words.prime.empty()) {
    const auto prime = prime_from(words.prime, words.prime_over, visit.info());
    if (!prime) return usage(prime.error().text);
    refill.prime = *prime;
  }
  std::string what = fmt::format("refill, {} of {} {} in the reservoir now", words::volume(refill.volume), words::escaped(refill.drug), words::concentration(refill.concentration));
  if (!words.lot.empty()) what += fmt::format(", lot {}", words::escaped(words.lot));
  if (!words.dose.empty()) what += fmt::format(", dose {}", words.dose);
  if (!words.file.empty()) what += fmt::format(", schedule from {}", words.file);
  if (refill.bridge) what += fmt::format(", bridge of {}", words::volume(refill.bridge->volume));
  if (refill.prime) what += fmt::format(", priming of {}", words::volume(refill.prime->volume));
  return Intent{{visit.info().serial, words.run ? ModeAfter::running : ModeAfter::unchanged, std::move(refill)}, std::move(what), hourly};
}

}  // namespace

int refill(const Words& words) {
  Words said = words;
  if (!words.guided && (words.volume.empty() || words.withdrawn.empty())) {
    return fail(words, usage("a refill needs --withdrawn (what came out) and --volume (what is in the reservoir now)", "Or let `programmer refill --guided` ask for them one after the other."));
  }
  const auto account = words.guided ? guide(words, said) : account_of(words);
  if (!account) return fail(words, account.error());
  Visit visit(said);
  if (auto failure = visit.open(Role::clinician)) return fail(words, *failure);
  print_settled(visit);
  if (auto failure = only_now_known(visit)) return fail(words, *failure);
  auto intent = refill_intent(visit, said);
  if (!intent) return fail(words, intent.error());
  intent->account = *account;
  const int code = change_therapy(visit, *intent);
  if (words.guided) print_after(code, *account);
  return code;
}

}  // namespace ipt

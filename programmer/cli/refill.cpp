// A refill is one operation: what came out, what is in now, which drug, and the dose that goes with it.
#include <fmt/format.h>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "programmer/cli/changes.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/guided.hpp"
#include "programmer/cli/registering.hpp"
#include "programmer/cli/schedule.hpp"
#include "programmer/cli/terminal_attendant.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/core/path.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure usage(const std::string& text, std::string todo = {}) { return {exit_usage, {text, "Nothing was sent.", std::move(todo)}}; }

/// The dose that goes with the refill, computed for what is in the syringe; nothing if none was given. Says whether it was
/// written per hour.
Result<std::optional<Program>, Failure> program_for(Visit& visit, const Words& words, Concentration concentration, bool& hourly) {
  if (!words.file.empty() || !words.schedule.empty()) {
    const auto written = written_schedule(words);
    if (!written) return usage(written.error().text);
    auto program = read_schedule(written->text, written->name, concentration);
    if (!program) return usage(program.error().text);
    hourly = has_hourly_dose(written->text);
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
  if (!words.file.empty() || !words.schedule.empty()) what += fmt::format(", schedule from {}", words.schedule.empty() ? words.file : "the page");
  if (refill.bridge) what += fmt::format(", bridge of {}", words::volume(refill.bridge->volume));
  if (refill.prime) what += fmt::format(", priming of {}", words::volume(refill.prime->volume));
  return Intent{{visit.info().serial, words.run ? ModeAfter::running : ModeAfter::unchanged, std::move(refill)}, std::move(what), hourly};
}

}  // namespace

Result<MakeIntent, Failure> refill_in_one(const Words& words) {
  const auto account = account_of(words);
  if (!account) return account.error();
  return refill_of(words, *account);
}

Result<MakeIntent, Failure> refill_of(const Words& words, RefillAccount account) {
  if (words.volume.empty() || words.withdrawn.empty()) {
    return usage("a refill needs --withdrawn (what came out) and --volume (what is in the reservoir now)", "Or let `programmer refill --guided` ask for them one after the other.");
  }
  return MakeIntent([&words, account = std::move(account)](Visit& visit) -> Result<Intent, Failure> {
    auto intent = refill_intent(visit, words);
    if (intent) intent->account = account;
    return intent;
  });
}

int refill_guided(const Words& words) {
  Words said = words;
  const auto account = guide(words, said);
  if (!account) return fail(words, account.error());
  TerminalAttendant terminal(words);
  const int code = change(said, [&](const Words& told) { return refill_of(told, *account); }, terminal);
  print_after(code, *account);
  return code;
}

}  // namespace ipt

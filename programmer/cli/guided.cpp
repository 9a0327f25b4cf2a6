#include "programmer/cli/guided.hpp"

#include <fmt/format.h>

#include <span>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

struct Act {
  const char* what;
  const char* risk;  ///< of leaving it out
};

constexpr Act before_needle[] = {
    {"Assess the patient: tone, side effects, signs of withdrawal or overdose.", "a wrong dose goes on unnoticed"},
    {"Check drug, concentration, lot and expiry on the label; a second person checks too; time-out.", "the wrong drug or concentration is the wrong dose for months"},
    {"Clean the skin with antiseptic.", "an infection of the pocket or of the spinal fluid"},
    {"Template on the skin, needle through the port down to the needle stop.", "a needle beside the port: a pocket fill, with an overdose within hours"},
};
constexpr Act while_filling[] = {
    {"Inject 5 mL, draw a little back, then fill slowly and never over the capacity.", "a fill beside the reservoir, or an overfill, shows too late"},
    {"Needle out, cover the site.", "bleeding or a leak at the port"},
};
const Failure given_up{exit_refused, {"the refill was given up", "Nothing was sent to the pump: it does not know of any refill. If drug went in, log it with `programmer refill`.", {}}};

class Guide {
 public:
  explicit Guide(const char* title) { print_note("\n{}\nEnter: done · s: this step was left out (it is noted, with its risk) · q: give up\n\n", title); }

  /// False: given up.
  bool go_through(std::span<const Act> acts) {
    for (const Act& act : acts) {
      const auto answer = asked(fmt::format("[{}] {} ", ++number_, act.what));
      if (!answer || *answer == "q") return false;
      if (*answer == "s") skipped_.push_back({act.what, act.risk});
    }
    return true;
  }

  /// Asks until the words can be read; an empty answer means `usual`, if there is one.
  template <class Parse>
  bool value(const std::string& question, const std::string& usual, Parse parse, std::string& into) {
    for (;;) {
      const auto answer = asked(fmt::format("[{}] {}{}: ", number_ + 1, question, usual.empty() ? "" : fmt::format(" [{}]", usual)));
      if (!answer || *answer == "q") return false;
      const std::string text = answer->empty() ? usual : *answer;
      if (const auto wrong = parse(text)) {
        print_note("    {}\n", *wrong);
        continue;
      }
      ++number_;
      into = text;
      return true;
    }
  }

  std::vector<SkippedStep> take_skipped() { return std::move(skipped_); }

 private:
  static std::optional<std::string> asked(const std::string& question) {
    print_note("{}", question);
    std::fflush(stderr);
    return read_line();
  }

  int number_ = 0;
  std::vector<SkippedStep> skipped_;
};

/// What a prompt makes of an answer: nothing if it will do, else what would.
using Problem = std::optional<std::string>;

Problem drug_problem(const Info& info, const std::string& drug) {
  std::string known;
  for (const auto& each : info.drugs) {
    if (each.name == drug) return {};
    known += fmt::format("{}{}", known.empty() ? "" : ", ", words::escaped(each.name));
  }
  return fmt::format("this pump has no drug file for '{}': it knows {}", drug, known);
}

Problem volume_problem(const std::string& text, Nanolitres most, const char* what) {
  const auto volume = parse_volume(text);
  if (!volume) return volume.error().text;
  if (*volume > most) return fmt::format("{} is more than {}, {}", words::volume(*volume), what, words::volume(most));
  return {};
}

/// The words of a refill, so far as they have been asked for.
struct Sheet {
  Status status;
  Info info;
  Present present;
  Words& said;

  [[nodiscard]] Problem concentration_problem(const std::string& text) const {
    const auto concentration = parse_concentration(text);
    if (!concentration) return concentration.error().text;
    const TherapyOperation refill{info.serial, ModeAfter::unchanged, Refill{{}, {}, {}, said.drug, *concentration, {}, {}, {}, {}}};
    if (const auto refusal = validate(refill, info)) return refusal->text;
    return {};
  }
  /// Another drug or concentration needs its own dose; so does a dose need to be within the pump's range.
  [[nodiscard]] Problem dose_problem(const std::string& text) const {
    const Concentration concentration = *parse_concentration(said.concentration);
    const bool changes = said.drug != status.drug || concentration != status.concentration;
    if (text.empty()) return changes ? Problem("drug or concentration change, so the dose must be said anew, such as 120mcg/day") : Problem();
    const auto dose = dose_from(text, {present.dose, concentration});
    if (!dose) return dose.error().text;
    if (const auto refusal = validate({info.serial, ModeAfter::unchanged, Program{concentration, SimpleContinuous{*dose}}}, info)) return refusal->text;
    return {};
  }
};

bool ask_for_syringe(Guide& guide, Sheet& sheet) {
  Words& said = sheet.said;
  return guide.value("Drug in the syringe", said.drug.empty() ? sheet.status.drug : said.drug, [&](const std::string& text) { return drug_problem(sheet.info, text); }, said.drug) &&
         guide.value("Its concentration", said.concentration.empty() ? words::concentration(sheet.status.concentration) : said.concentration,
                     [&](const std::string& text) { return sheet.concentration_problem(text); }, said.concentration) &&
         guide.value("Lot (may be empty)", said.lot, [](const std::string& text) { return text.size() > 64 ? Problem("a lot number has at most 64 bytes") : Problem(); }, said.lot);
}

bool ask_for_volumes(Guide& guide, Sheet& sheet) {
  const auto& [status, info, present, said] = sheet;
  print_note("    The pump expects {} in the reservoir; about {} of it stay behind a needle.\n", words::volume(status.reservoir), words::volume(info.residual));
  const auto within = [&](const std::string& text) { return volume_problem(text, info.capacity, "this reservoir holds"); };
  if (!guide.value("Withdraw everything that comes. How much came out?", said.withdrawn, within, said.withdrawn)) return false;
  const Nanolitres difference = *parse_volume(said.withdrawn) - status.reservoir;
  print_note("    {} against the expected volume: {}.\n", words::signed_volume(difference), discrepancy_sentence(difference, info.residual));
  std::string injected;
  if (!guide.value("How much is injected?", words::volume(info.capacity - info.residual), within, injected)) return false;
  if (!guide.go_through(while_filling)) return false;
  const Nanolitres now = std::min(*parse_volume(injected) + std::min(info.residual, status.reservoir), info.capacity);
  return guide.value("In the reservoir now (injected and what stayed behind)", words::volume(now), within, said.volume);
}

}  // namespace

Result<std::vector<SkippedStep>, Failure> guide(const Words& words, Words& said) {
  if (!stdin_is_terminal()) return Failure{exit_usage, {"a guided refill asks step by step, and standard input is no terminal", "Nothing was sent.", "Give --withdrawn and --volume instead."}};
  Sheet sheet{{}, {}, {}, said};
  {
    Visit visit(words);
    if (auto failure = visit.open(Role::clinician)) return *failure;
    if (auto failure = visit.why_no_change()) return *failure;
    auto present = visit.present();
    if (!present) return present.error();
    sheet.status = visit.status();
    sheet.info = visit.info();
    sheet.present = *present;
    print_settled(visit);
    print_note("{}", text_of(sheet.status, sheet.info, visit.header()));
  }
  Guide guide("A refill, step by step. SIMULATION, not a medical device.");
  if (!guide.go_through({before_needle, 2}) || !ask_for_syringe(guide, sheet) || !guide.go_through(std::span(before_needle).subspan(2))) return given_up;
  if (!ask_for_volumes(guide, sheet)) return given_up;
  const bool asks_dose = said.file.empty();
  if (asks_dose && !guide.value("New dose, such as 120mcg/day or +10% (empty: as before)", said.dose, [&](const std::string& text) { return sheet.dose_problem(text); }, said.dose)) return given_up;
  return guide.take_skipped();
}

void print_after(int code, const std::vector<SkippedStep>& skipped) {
  for (const auto& [step, risk] : skipped) print_note("SKIPPED  {} It risks: {}.\n", step, risk);
  if (code == exit_done) print_note("\nWatch the patient for 30 to 60 minutes: a pocket fill shows within that time.\n");
  else print_note("\nThe pump does not know of a refill, or not for certain. If drug went in, it computes with the old one: log it with `programmer refill`.\n");
}

}  // namespace ipt

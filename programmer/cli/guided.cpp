#include "programmer/cli/guided.hpp"

#include <fmt/format.h>

#include <initializer_list>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_result.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/cli/registering.hpp"
#include "programmer/core/expiry.hpp"
#include "programmer/core/review.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

const Failure refill_given_up{exit_refused, {"the refill was given up", "Nothing was sent to the pump: it does not know of any refill. If drug went in, log it with `programmer refill`.", {}}};

class Guide {
 public:
  explicit Guide(const char* title) : workflow_(RefillWorkflow::Telling::step_by_step) { print_note("\n{}\nEnter: done · s: this step was left out (it is noted, with its risk) · q: give up\n\n", title); }

  /// False: given up.
  bool go_through(std::initializer_list<RefillStep> steps) {
    for (const RefillStep step : steps) {
      const auto answer = asked(fmt::format("[{}] {} ", ++number_, terms_of(step).what));
      if (!answer || *answer == "q") return false;
      if (*answer == "s") workflow_.left_out(step);
      else workflow_.done(step);
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

  RefillWorkflow& workflow() { return workflow_; }

  /// From now on the register knows of it: as given up, unless it is sent later. Whoever closes the terminal gives it up, too.
  void begin(const std::filesystem::path& folder, const std::string& serial, PumpClock at, Nanolitres expected) {
    folder_ = folder;
    begun_.operation = new_operation_id();
    begun_.serial = serial;
    begun_.at = at;
    begun_.expected = expected;
    begun_.outcome = given_up;
    keep();
  }
  /// What the register keeps of it so far.
  RegisteredRefill& begun() { return begun_; }
  void keep() {
    if (!begun_.operation || cannot_keep_) return;
    begun_.steps = workflow_.record();
    cannot_keep_ = !register_begun(folder_, begun_);
  }

 private:
  std::optional<std::string> asked(const std::string& question) {
    keep();
    print_note("{}", question);
    std::fflush(stderr);
    return read_line();
  }

  int number_ = 0;
  RefillWorkflow workflow_;
  std::filesystem::path folder_;
  RegisteredRefill begun_;
  bool cannot_keep_ = false;  ///< told once
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

Problem expiry_problem(const std::string& text) {
  if (text.empty()) return {};
  const auto expiry = parse_expiry(text);
  if (!expiry) return expiry.error().text;
  return {};
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

/// Nothing, for there may be no second person; somebody, who is not the first.
Problem second_person_wrong(const std::string& first, const std::string& second) {
  if (second.empty()) return {};
  if (const auto problem = second_person_problem(first, second)) return problem->text;
  return {};
}

bool ask_for_second_person(Guide& guide, Words& said) {
  const auto any = [](const std::string& text) { return text.empty() ? Problem("the register keeps who did it: a name") : Problem(); };
  if (said.by.empty() && !guide.value("Who does this refill, by name?", {}, any, said.by)) return false;
  const std::string usual = second_person_wrong(said.by, said.second_person) ? "" : said.second_person;
  if (!guide.value("A second person reads the label too. Who, by name? (empty: nobody; it is noted, with its risk)", usual, [&](const std::string& text) { return second_person_wrong(said.by, text); }, said.second_person)) return false;
  guide.begun().who = said.by;
  guide.begun().second_person = said.second_person;
  if (said.second_person.empty()) guide.workflow().left_out(RefillStep::second_person);
  else guide.workflow().done(RefillStep::second_person);
  return true;
}

bool ask_for_syringe(Guide& guide, Sheet& sheet) {
  Words& said = sheet.said;
  const bool is_told =
      guide.value("Drug in the syringe", said.drug.empty() ? sheet.status.drug : said.drug, [&](const std::string& text) { return drug_problem(sheet.info, text); }, said.drug) &&
      guide.value("Its concentration", said.concentration.empty() ? words::concentration(sheet.status.concentration) : said.concentration,
                  [&](const std::string& text) { return sheet.concentration_problem(text); }, said.concentration) &&
      guide.value("Lot (may be empty)", said.lot, [](const std::string& text) { return text.size() > 64 ? Problem("a lot number has at most 64 bytes") : Problem(); }, said.lot) &&
      guide.value("Expiry, such as 2027-03 (may be empty)", said.expiry, [&](const std::string& text) { return expiry_problem(text); }, said.expiry);
  if (!is_told) return false;
  RegisteredRefill& begun = guide.begun();
  begun.drug = said.drug;
  begun.concentration = *parse_concentration(said.concentration);
  begun.lot = said.lot;
  if (!said.expiry.empty()) begun.expiry = *parse_expiry(said.expiry);
  return true;
}

bool ask_for_volumes(Guide& guide, Sheet& sheet) {
  const auto& [status, info, present, said] = sheet;
  print_note("    The pump expects {} in the reservoir; about {} of it stay behind a needle.\n", words::volume(status.reservoir), words::volume(info.residual));
  const auto within = [&](const std::string& text) { return volume_problem(text, info.capacity, "this reservoir holds"); };
  if (!guide.value("Withdraw everything that comes. How much came out?", said.withdrawn, within, said.withdrawn)) return false;
  guide.workflow().done(RefillStep::withdraw);
  guide.begun().withdrawn = *parse_volume(said.withdrawn);
  const Nanolitres difference = *parse_volume(said.withdrawn) - status.reservoir;
  print_note("    {} against the expected volume: {}.\n", words::signed_volume(difference), discrepancy_sentence(difference, info.residual));
  std::string injected;
  if (!guide.value("How much is injected?", words::volume(info.capacity - info.residual), within, injected)) return false;
  if (!guide.go_through({RefillStep::fill, RefillStep::needle_out})) return false;
  const Nanolitres now = std::min(*parse_volume(injected) + std::min(info.residual, status.reservoir), info.capacity);
  if (!guide.value("In the reservoir now (injected and what stayed behind)", words::volume(now), within, said.volume)) return false;
  guide.begun().filled = *parse_volume(said.volume);
  return true;
}

}  // namespace

Result<RefillAccount, Failure> guide(const Words& words, Words& said) {
  if (!stdin_is_terminal()) return Failure{exit_usage, {"a guided refill asks step by step, and standard input is no terminal", "Nothing was sent.", "Give --withdrawn and --volume instead."}};
  Guide guide("A refill, step by step. SIMULATION, not a medical device.");
  if (!guide.go_through({RefillStep::assess})) return refill_given_up;
  Sheet sheet{{}, {}, {}, said};
  PumpDay today{};
  {
    Visit visit(words);
    if (auto failure = visit.open(Role::clinician)) return *failure;
    if (auto failure = visit.why_no_change()) return *failure;
    auto present = visit.present();
    if (!present) return present.error();
    sheet.status = visit.status();
    sheet.info = visit.info();
    sheet.present = *present;
    today = day_of(visit.clock());
    print_settled(visit);
    print_note("{}", text_of(sheet.status, sheet.info, visit.header()));
    guide.workflow().done(RefillStep::interrogate);
    guide.begin(visit.records().folder(), sheet.info.serial, visit.clock(), sheet.status.reservoir);
  }
  if (!guide.go_through({RefillStep::check_syringe}) || !ask_for_syringe(guide, sheet)) return refill_given_up;
  RefillAccount account{{}, {}, {}, RefillWorkflow(RefillWorkflow::Telling::step_by_step)};
  account.expiry = guide.begun().expiry;
  const auto expired = account.expiry ? expiry_caution(*account.expiry, today) : std::nullopt;
  if (expired) print_note("    CAUTION  {}\n", expired->text);  // now, while the needle is still out
  if (!ask_for_second_person(guide, said) || !guide.go_through({RefillStep::antisepsis, RefillStep::needle})) return refill_given_up;
  if (!ask_for_volumes(guide, sheet)) return refill_given_up;
  const bool asks_dose = said.file.empty();
  if (asks_dose && !guide.value("New dose, such as 120mcg/day or +10% (empty: as before)", said.dose, [&](const std::string& text) { return sheet.dose_problem(text); }, said.dose)) return refill_given_up;
  account.who = said.by;
  account.second_person = said.second_person;
  account.workflow = guide.workflow();
  account.operation = guide.begun().operation;
  guide.keep();
  return account;
}

void print_after(int code, const RefillAccount& account) {
  for (const auto& step : account.workflow.record()) {
    if (step.state == StepState::left_out) print_note("SKIPPED  {}\n", sentence(step));
    if (step.state == StepState::out_of_order) print_note("LATE     {}\n", sentence(step));
  }
  if (code == exit_done) print_note("\nWatch the patient for 30 to 60 minutes: a pocket fill shows within that time. Then `programmer clinic watched NAME` notes it.\n");
  else print_note("\nThe pump does not know of a refill, or not for certain. If drug went in, it computes with the old one: log it with `programmer refill`.\n");
}

}  // namespace ipt

#include "programmer/cli/guided.hpp"

#include <fmt/format.h>

#include <span>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
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
constexpr Act afterwards[] = {
    {"Watch the patient for 30 to 60 minutes after the update.", "a pocket fill shows within that time"},
};

const Failure given_up{exit_refused, {"the refill was given up", "Nothing was sent to the pump: it does not know of any refill. If drug went in, log it with `programmer refill`.", {}}};

class Guide {
 public:
  explicit Guide(const char* title) { fmt::print(stderr, "\n{}\nEnter: done · s: skipped (it is noted, with its risk) · q: give up\n\n", title); }

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
        fmt::print(stderr, "    {}\n", *wrong);
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
    fmt::print(stderr, "{}", question);
    std::fflush(stderr);
    return read_line();
  }

  int number_ = 0;
  std::vector<SkippedStep> skipped_;
};

template <class Read>
auto check(Read read) {
  return [read](const std::string& text) -> std::optional<std::string> {
    const auto value = read(text);
    if (value) return {};
    return value.error().text;
  };
}

const auto anything = [](const std::string&) { return std::optional<std::string>(); };

}  // namespace

Result<std::vector<SkippedStep>, Failure> guide(const Words& words, Words& said) {
  if (!stdin_is_terminal()) return Failure{exit_usage, {"a guided refill asks step by step, and standard input is no terminal", "Nothing was sent.", "Give --withdrawn and --volume instead."}};
  Status status;
  Info info;
  {
    Visit visit(words);
    if (auto failure = visit.open(Role::clinician)) return *failure;
    if (auto failure = visit.why_no_change()) return *failure;
    status = visit.status();
    info = visit.info();
    fmt::print(stderr, "{}", text_of(status, info, visit.header()));
  }
  Guide guide("A refill, step by step. SIMULATION, not a medical device.");
  if (!guide.go_through(before_needle)) return given_up;

  fmt::print(stderr, "    The pump expects {} in the reservoir; about {} of it stay behind a needle.\n", words::volume(status.reservoir), words::volume(info.residual));
  if (!guide.value("Withdraw everything that comes. How much came out?", "", check(parse_volume), said.withdrawn)) return given_up;
  const Nanolitres difference = *parse_volume(said.withdrawn) - status.reservoir;
  fmt::print(stderr, "    {} against the expected volume: {}.\n", words::signed_volume(difference), discrepancy_sentence(difference, info.residual));

  if (!guide.value("Drug in the syringe", status.drug, anything, said.drug)) return given_up;
  if (!guide.value("Its concentration", words::concentration(status.concentration), check(parse_concentration), said.concentration)) return given_up;
  if (!guide.value("Lot (may be empty)", "", anything, said.lot)) return given_up;
  std::string injected;
  const Nanolitres room = info.capacity - info.residual;
  if (!guide.value("How much is injected?", words::volume(room), check(parse_volume), injected)) return given_up;
  if (!guide.go_through(while_filling)) return given_up;

  const auto now = *parse_volume(injected) + std::min(info.residual, status.reservoir);
  if (!guide.value("In the reservoir now (injected and what stayed behind)", words::volume(now), check(parse_volume), said.volume)) return given_up;
  if (!guide.value("New dose, such as 120mcg/day or +10% (empty: as before)", "", anything, said.dose)) return given_up;
  if (!guide.go_through(afterwards)) return given_up;
  return guide.take_skipped();
}

void print_skipped(const std::vector<SkippedStep>& skipped) {
  for (const auto& [step, risk] : skipped) fmt::print(stderr, "SKIPPED  {} It risks: {}.\n", step, risk);
}

}  // namespace ipt

#include "tools/bedside/console/debrief.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

#include "common/amount_text.hpp"

namespace ipt {
namespace {

using Who = TimelineEntry::Who;
using Entries = std::span<const TimelineEntry>;

std::int64_t number(const TimelineEntry& entry, std::string_view name, std::int64_t otherwise = 0) {
  const auto* value = entry.facts.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : otherwise;
}
bool yes(const TimelineEntry& entry, std::string_view name) {
  const auto* value = entry.facts.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}
std::string text(const TimelineEntry& entry, std::string_view name) {
  const auto* value = entry.facts.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}
std::string mL(std::int64_t nl) { return text_of(Nanolitres(nl)); }

/// What the debriefing looks at, found once.
struct Session {
  Entries all;
  std::vector<const TimelineEntry*> needles, withdrawals, fills, refills, programs;
  std::map<std::string, const TimelineEntry*> notes;  // the newest of each step

  explicit Session(Entries entries) : all(entries) {
    for (const auto& entry : entries) {
      if (entry.who == Who::learner) {
        if (entry.what == "needle") needles.push_back(&entry);
        if (entry.what == "withdraw") withdrawals.push_back(&entry);
        if (entry.what == "fill") fills.push_back(&entry);
        if (entry.what == "note") notes[text(entry, "step")] = &entry;
      } else if (entry.who == Who::pump) {
        if (entry.what == "refill") refills.push_back(&entry);
        if (entry.facts.contains("highest_daily_dose_ng")) programs.push_back(&entry);
      }
    }
  }
  /// That did move something.
  [[nodiscard]] const TimelineEntry* last_fill() const {
    const auto found = std::find_if(fills.rbegin(), fills.rend(), [](const auto* fill) { return number(*fill, "moved_nl") > 0; });
    return found == fills.rend() ? nullptr : *found;
  }
  [[nodiscard]] const TimelineEntry* first_fill() const {
    const auto found = std::find_if(fills.begin(), fills.end(), [](const auto* fill) { return number(*fill, "moved_nl") > 0; });
    return found == fills.end() ? nullptr : *found;
  }
  /// The pump was told of the newest fill.
  [[nodiscard]] const TimelineEntry* refill_after_fill() const {
    const auto* fill = last_fill();
    const auto found = std::find_if(refills.rbegin(), refills.rend(), [&](const auto* refill) { return fill == nullptr || refill->n > fill->n; });
    return found == refills.rend() ? nullptr : *found;
  }
};

struct Score {
  std::optional<int> score;
  std::string evidence;
};

/// By the learner's own word: no pump and no needle can know.
Score noted(const Session& session, const std::string& step) {
  const auto found = session.notes.find(step);
  if (found == session.notes.end()) return {std::nullopt, "nobody noted it"};
  const std::string state = text(*found->second, "state");
  if (state == "done") return {2, fmt::format("noted as done (entry {})", found->second->n)};
  if (state == "out_of_order") return {1, fmt::format("noted as done out of order (entry {})", found->second->n)};
  return {0, fmt::format("noted as {} (entry {})", state.empty() ? "left out" : state == "left_out" ? "left out" : state, found->second->n)};
}

Score checked_syringe(const Session& session) {
  const auto* fill = session.last_fill();
  if (fill != nullptr && yes(*fill, "mislabelled")) return {0, fmt::format("another drug or concentration than the label says was injected (entry {})", fill->n)};
  return noted(session, "check_syringe");
}

Score placed_needle(const Session& session) {
  if (session.needles.empty()) return {std::nullopt, "no needle was placed"};
  const auto in = std::find_if(session.needles.begin(), session.needles.end(), [](const auto* needle) { return text(*needle, "place") != "out"; });
  if (in == session.needles.end()) return {std::nullopt, "no needle was placed"};
  const auto* fill = session.last_fill();
  if (fill != nullptr && text(*fill, "place") == "pocket") return {0, fmt::format("the needle lay beside the port when it was filled (entry {})", fill->n)};
  if (text(**in, "place") == "pocket") return {1, fmt::format("beside the port at first (entry {}), and not filled there", (*in)->n)};
  return {2, fmt::format("into the port at once (entry {})", (*in)->n)};
}

Score withdrew(const Session& session) {
  const auto* fill = session.first_fill();
  if (fill == nullptr && session.withdrawals.empty()) return {std::nullopt, "nothing was filled or withdrawn"};
  std::int64_t moved = 0;
  bool all = false;
  for (const auto* withdrawal : session.withdrawals) {
    if (fill != nullptr && withdrawal->n > fill->n) continue;
    moved += number(*withdrawal, "moved_nl");
    all = all || yes(*withdrawal, "all");
  }
  if (fill != nullptr && moved == 0) return {0, fmt::format("filled without anything having come out before (entry {})", fill->n)};
  return all ? Score{2, fmt::format("all that came: {}", mL(moved))} : Score{1, fmt::format("only {} were drawn, and not all that comes", mL(moved))};
}

Score filled(const Session& session) {
  if (session.fills.empty()) return {std::nullopt, "nothing was filled"};
  const auto refused = std::find_if(session.fills.begin(), session.fills.end(), [](const auto* fill) { return yes(*fill, "resisted"); });
  if (refused != session.fills.end()) return {1, fmt::format("more was pressed than goes in (entry {})", (*refused)->n)};
  const auto* fill = session.last_fill();
  if (fill == nullptr) return {0, "nothing went in"};
  const auto* first = session.first_fill();
  const bool tried = number(*first, "moved_nl") <= 5'000'000 && std::any_of(session.withdrawals.begin(), session.withdrawals.end(), [&](const auto* drawn) { return drawn->n > first->n && number(*drawn, "moved_nl") > 0; });
  return tried ? Score{2, fmt::format("5 mL or less first, and drawn back before going on (entry {})", first->n)} : Score{1, fmt::format("filled at one go, nothing drawn back (entry {})", first->n)};
}

Score took_needle_out(const Session& session) {
  const auto* fill = session.last_fill();
  if (fill == nullptr) return {std::nullopt, "nothing was filled"};
  const auto out = std::find_if(session.needles.begin(), session.needles.end(), [&](const auto* needle) { return needle->n > fill->n && text(*needle, "place") == "out"; });
  if (out == session.needles.end()) return {0, "the needle was not taken out after the fill"};
  return {2, fmt::format("out after the fill (entry {})", (*out)->n)};
}

/// Against what really lies in the reservoir: the needle leaves a little that no syringe draws.
Score programmed(const Session& session) {
  const auto* fill = session.last_fill();
  const auto* refill = session.refill_after_fill();
  if (fill == nullptr && refill == nullptr) return {std::nullopt, "nothing was filled"};
  if (refill == nullptr) return {0, fmt::format("the pump was never told of the fill (entry {})", fill->n)};
  if (fill == nullptr || !fill->facts.contains("reservoir_nl")) return {2, fmt::format("told to the pump (entry {})", refill->n)};
  const std::int64_t off = std::abs(number(*refill, "volume_nl") - number(*fill, "reservoir_nl"));
  const std::string told = fmt::format("{} were told (entry {}), {} lie in the reservoir", mL(number(*refill, "volume_nl")), refill->n, mL(number(*fill, "reservoir_nl")));
  return {off <= 1'500'000 ? 2 : off <= 2'500'000 ? 1 : 0, told};
}

Score compared(const Session& session) {
  for (const auto& entry : session.all) {
    if (entry.who == Who::pump && entry.what == "update_interrupted") return {0, fmt::format("the update was interrupted (entry {})", entry.n)};
  }
  return noted(session, "compare");
}

struct Line {
  const char* step;
  const char* what;
  Score (*score)(const Session&);  // none: by the notes alone
};
/// The refill's order, as the programmer tells it.
constexpr Line checklist[] = {
    {"assess", "Assess the patient", nullptr},
    {"interrogate", "Interrogate the pump, note the expected volume", nullptr},
    {"check_syringe", "Check drug, concentration, lot and expiry", checked_syringe},
    {"second_person", "A second person reads the label too", nullptr},
    {"antisepsis", "Clean the skin", nullptr},
    {"needle", "Needle through the port", placed_needle},
    {"withdraw", "Withdraw everything that comes, and compare", withdrew},
    {"fill", "Inject a little, draw back, fill slowly and never over", filled},
    {"needle_out", "Needle out", took_needle_out},
    {"program", "Program volume, drug and dose", programmed},
    {"compare", "Compare old and new, then confirm", compared},
    {"read_back", "Read the pump again", nullptr},
    {"watch", "Watch the patient", nullptr},
};

// ---- harms
using Harms = std::vector<DebriefHarm>;

void find_at_the_needle(const Session& session, Harms& harms) {
  for (const auto* fill : session.fills) {
    const std::string moved = mL(number(*fill, "moved_nl"));
    if (yes(*fill, "resisted")) harms.push_back({"overfill", "More was pressed in than the reservoir takes: drug could be driven into the patient.", fill->n});
    if (number(*fill, "moved_nl") == 0) continue;
    const std::string place = text(*fill, "place");
    if (place == "pocket") harms.push_back({"pocket_fill", fmt::format("{} lie under the skin beside the port: an overdose within hours, and an empty pump later.", moved), fill->n});
    if (place == "out") harms.push_back({"spilled", fmt::format("{} were spilled: the patient has none of it.", moved), fill->n});
    if (yes(*fill, "mislabelled")) harms.push_back({"wrong_syringe", "What was injected is not what the label says: every volume is another dose.", fill->n});
  }
}

void find_at_the_programmer(const Session& session, Harms& harms) {
  const auto* fill = session.last_fill();
  const auto* refill = session.refill_after_fill();
  if (fill != nullptr && refill == nullptr && text(*fill, "place") != "out") harms.push_back({"refill_not_programmed", "The pump was never told of its refill: its volume, alarm and dates are wrong.", fill->n});
  if (fill != nullptr && refill != nullptr && refill->facts.contains("concentration_ng_per_ml") && number(*fill, "label_ng_per_ml") != number(*refill, "concentration_ng_per_ml"))
    harms.push_back({"wrong_concentration", fmt::format("The pump reckons with {}, and the label says {}.", text_of(Concentration(number(*refill, "concentration_ng_per_ml"))), text_of(Concentration(number(*fill, "label_ng_per_ml")))), refill->n});
  std::int64_t before = 0;
  for (const auto& entry : session.all) {
    if (entry.who == Who::instructor && (entry.what == "load" || entry.what == "begin")) before = number(entry, "concentration_ng_per_ml");
    if (entry.who != Who::pump || !entry.facts.contains("concentration_ng_per_ml")) continue;
    const std::int64_t now = number(entry, "concentration_ng_per_ml");
    if (entry.what == "refill" && before != 0 && before != now && !yes(entry, "bridged"))
      harms.push_back({"no_bridge", fmt::format("From {} to {} without a bridge: the old drug on its way is given at the new flow.", text_of(Concentration(before)), text_of(Concentration(now))), entry.n});
    before = now;
  }
  for (const auto* program : session.programs) {
    const std::int64_t old_dose = number(*program, "highest_daily_dose_before_ng"), new_dose = number(*program, "highest_daily_dose_ng");
    if (old_dose > 0 && new_dose > 2 * old_dose) harms.push_back({"dose_many_times", fmt::format("The highest dose went from {} to {}.", text_of(DoseRate(old_dose)), text_of(DoseRate(new_dose))), program->n});
  }
  const auto second = session.notes.find("second_person");
  if (refill != nullptr && (second == session.notes.end() || text(*second->second, "state") != "done")) harms.push_back({"no_second_person", "Nobody else read the label: what one person misreads, nobody finds.", refill->n});
}

/// The pump was stopped, by whatever it was, and nothing started it again.
void find_left_standing(const Session& session, Harms& harms) {
  const TimelineEntry* stopped = nullptr;
  for (const auto& entry : session.all) {
    if (entry.who != Who::pump) continue;
    if (entry.what == "stop" || entry.what == "update_interrupted" || yes(entry, "stopped")) stopped = stopped == nullptr ? &entry : stopped;
    else if (entry.facts.contains("stopped")) stopped = nullptr;
  }
  if (stopped != nullptr) harms.push_back({"left_stopped", "The pump was left stopped: withdrawal begins within a day.", stopped->n});
}

/// What the pump logged before anybody came is nobody's here.
Entries since_it_began(Entries entries) {
  for (std::size_t at = entries.size(); at > 0; --at) {
    const auto& entry = entries[at - 1];
    if (entry.who == Who::instructor && (entry.what == "begin" || entry.what == "load")) return entries.subspan(at - 1);
  }
  return entries;
}

}  // namespace

Debrief debrief(Entries entries) {
  const Session session(since_it_began(entries));
  Debrief out;
  find_at_the_needle(session, out.harms);
  find_at_the_programmer(session, out.harms);
  find_left_standing(session, out.harms);
  constexpr std::pair<const char*, const char*> harmed[] = {{"needle", "pocket_fill"}, {"fill", "overfill"}, {"fill", "spilled"}, {"check_syringe", "wrong_syringe"}, {"program", "refill_not_programmed"},
                                                            {"program", "wrong_concentration"}, {"program", "no_bridge"}, {"compare", "dose_many_times"}, {"second_person", "no_second_person"}, {"read_back", "left_stopped"}};
  for (const auto& line : checklist) {
    Score score = line.score != nullptr ? line.score(session) : noted(session, line.step);
    const bool harmful = std::any_of(std::begin(harmed), std::end(harmed), [&](const auto& pair) {
      return std::string_view(pair.first) == line.step && std::any_of(out.harms.begin(), out.harms.end(), [&](const auto& harm) { return harm.name == pair.second; });
    });
    out.items.push_back({line.step, line.what, score.score, std::move(score.evidence), harmful});
  }
  return out;
}

}  // namespace ipt

// Scenarios that come about live, and a clock that does not run past what they bring.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "tools/bedside/console/console.hpp"
#include "tools/bedside/message_json.hpp"

namespace ipt {
namespace {

namespace json = boost::json;
namespace pb = ::bedside::v1;
using Who = TimelineEntry::Who;

}  // namespace

void Console::load(const WebAsk& asked, const Reply& reply) {
  const auto name = text_field(asked, "scenario");
  const auto& all = live_scenarios();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& scenario) { return name && scenario.name == *name; });
  if (found == all.end()) return reply(answer_not_ok(asked, "'scenario' must be the name of one of those in hello."));
  bool by_learner = true;
  if (!lacks_field(asked, "hands")) {
    const auto hands = text_field(asked, "hands");
    if (!hands || (*hands != "learner" && *hands != "scenario")) return reply(answer_not_ok(asked, "'hands' must be learner or scenario."));
    by_learner = *hands == "learner";
  }
  Ask fresh;
  fresh.mutable_reset()->set_fresh(true);
  *fresh.mutable_reset()->mutable_start() = found->start;
  ask(fresh, [this, asked, reply, by_learner, scenario = &*found](const Answer* answer) {
    if (answer == nullptr) return reply(answer_not_ok(asked, "The bedside is not there: whether it was done is not known."));
    if (!answer->ok()) return reply(answer_not_ok(asked, answer->text()));
    timeline_.back_to(0);
    told_ = 0;
    overrides_.clear();
    bookmarks_.clear();
    playing_ = Playing{scenario, 0, by_learner};
    place_ = "out";
    misplace_ = false;
    syringe_.reset();
    held_.reset();
    note(Who::instructor, "load", fmt::format("{}. {}", scenario->title, scenario->moral), {{"scenario", scenario->name}, {"concentration_ng_per_ml", scenario->start.concentration_ng_per_ml()}});
    play([this, asked, reply] {
      tell_room();
      watch();
      reply(answer_ok(asked));
    });
  });
}

void Console::unload() {
  if (!playing_) return;
  note(Who::instructor, "unload", "Nothing more comes of the scenario");
  playing_.reset();
  hold();
  tell_room();
}

const LiveStep* Console::due_next() const {
  if (!playing_ || playing_->next >= playing_->scenario->steps.size()) return nullptr;
  return &playing_->scenario->steps[playing_->next];
}

/// All that is due by now, one after another; then the clock may go on to the next. Who comes while that is going on waits for it.
void Console::play(Then then) {
  if (then) after_play_.push_back(std::move(then));
  if (is_playing_) return;
  const auto* step = due_next();
  if (step == nullptr || static_cast<std::uint64_t>(step->at_ms) > uptime_ms_) {
    hold();
    for (const auto& after : std::exchange(after_play_, {})) after();
    return;
  }
  is_playing_ = true;
  ++playing_->next;
  perform(*step, [this] {
    is_playing_ = false;
    play({});
  });
}

void Console::perform(const LiveStep& step, Then then) {
  const auto told = [&](Who who, const std::string& what, const std::string& text) { note(who, what, step.say.empty() ? text : text.empty() ? step.say : step.say + " " + text); };
  if (step.whose == LiveStep::Whose::world && step.act) {
    const auto* field = step.act->GetDescriptor()->FindFieldByNumber(step.act->act_case());
    const std::string what = field->name(), fields = step.act->GetReflection()->GetMessage(*step.act, field).ShortDebugString();
    read_log([this, &step, what, fields, then = std::move(then)] {
      ask(*step.act, [this, &step, what, fields, then](const Answer* answer) {
        const std::string came = answer == nullptr ? "not known whether it came about: the bedside went away" : answer->ok() ? fields : "it did not come about: " + answer->text();
        note(Who::world, what, fmt::format("{}{}{}{}", step.say, step.say.empty() ? "" : " ", what, came.empty() ? "" : ": " + came));
        then();
      });
    });
    return;
  }
  const bool by_hands = step.whose == LiveStep::Whose::hands && step.act;
  if (by_hands && !playing_->by_learner) {
    if (!step.say.empty()) note(Who::instructor, "story", step.say);
    if (step.act->has_move_needle()) return needle(step.act->move_needle().place() == pb::PLACE_OUT ? "out" : step.act->move_needle().place() == pb::PLACE_SEPTUM ? "septum" : "pocket", [then](const auto&) { then(); });
    if (step.act->has_withdraw()) return withdraw(step.act->withdraw().has_volume_nl() ? std::optional(static_cast<std::int64_t>(step.act->withdraw().volume_nl())) : std::nullopt, [then](const auto&) { then(); });
    const auto& act = step.act->fill();
    const Syringe real{act.drug(), static_cast<std::int64_t>(act.concentration_ng_per_ml())};
    const Syringe label = step.is_mislabelled ? Syringe{playing_->scenario->start.drug(), static_cast<std::int64_t>(playing_->scenario->start.concentration_ng_per_ml())} : real;
    if (step.is_mislabelled) syringe_ = real;
    return fill({static_cast<std::int64_t>(act.volume_nl()), label}, [then](const auto&) { then(); });
  }
  if (by_hands && step.act->has_move_needle() && step.act->move_needle().place() == pb::PLACE_POCKET) misplace_ = true;
  if (by_hands && step.is_mislabelled) syringe_ = Syringe{step.act->fill().drug(), static_cast<std::int64_t>(step.act->fill().concentration_ng_per_ml())};
  told(Who::instructor, step.expected.empty() ? "story" : "expected", step.expected.empty() ? "" : "The learner " + step.expected + ".");
  tell_room();
  then();
}

/// Time stands where the next thing comes, until it has come.
void Console::hold() {
  const auto* next = due_next();
  const std::optional<std::uint64_t> wanted = next == nullptr ? std::nullopt : std::optional(static_cast<std::uint64_t>(next->at_ms));
  if (wanted == held_ || bed_.state() != Bed::State::open) return;
  held_ = wanted;
  Ask set;
  set.mutable_set_speed()->set_speed(speed_);
  if (wanted) set.mutable_set_speed()->set_not_beyond_ms(*wanted);
  ask(set, [this](const Answer* answer) {
    if (answer == nullptr || !answer->ok()) held_.reset();
  });
}

/// As far as asked, with all that comes on the way.
void Console::leap(pb::AdvanceClock advance, std::optional<std::uint64_t> target, Answered answered) {
  const auto* next = due_next();
  advance.clear_not_beyond_ms();
  if (next != nullptr) advance.set_not_beyond_ms(static_cast<std::uint64_t>(next->at_ms));
  Ask asked;
  *asked.mutable_advance_clock() = advance;
  ask(asked, [this, advance, target, answered = std::move(answered)](const Answer* answer) {
    if (answer == nullptr || !answer->ok()) return answered(answer);
    read_log([this, advance, target, answered, answer = *answer] {
      play([this, advance, target, answered, answer] {
        if (!target || uptime_ms_ >= *target) return answered(&answer);
        auto rest = advance;
        rest.set_by_ms(*target - uptime_ms_);
        leap(rest, target, answered);
      });
    });
  });
}

}  // namespace ipt

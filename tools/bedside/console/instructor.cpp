// What an instructor asks.
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <boost/json.hpp>

#include "common/amount.hpp"
#include "common/printable.hpp"
#include "tools/bedside/console/console.hpp"
#include "tools/bedside/message_json.hpp"

namespace ipt {
namespace {

namespace json = boost::json;
namespace pb = ::bedside::v1;
using Who = TimelineEntry::Who;

constexpr const char* nobody_there = "The bedside is not there: whether it was done is not known.";
constexpr std::size_t most_bookmarks = 100;

/// An error says what the page may not ask so, or what is no ask at all.
Result<pb::Ask> bedside_ask(const WebAsk& ask) {
  const auto* written = ask.fields.if_contains("ask");
  if (written == nullptr || !written->is_object()) return Error{"'ask' must be an object: a bedside.v1.Ask."};
  pb::Ask read;
  const auto status = google::protobuf::util::JsonStringToMessage(json::serialize(*written), &read);
  if (!status.ok()) return Error{"'ask' is no bedside.v1.Ask: " + printable(std::string(status.message()))};
  switch (read.act_case()) {
    case pb::Ask::ACT_NOT_SET: return Error{"'ask' holds no act."};
    case pb::Ask::kSave:
    case pb::Ask::kRestore: return Error{"A page names no files: use a bookmark."};
    case pb::Ask::kWaitFor: return Error{"A page waits for nothing: it is told what comes about."};
    case pb::Ask::kAddPairing: return Error{"A page adds no keys: arm the pump, and pair."};
    default: return read;
  }
}

/// What it does to pump, patient or clock; reading does nothing.
bool is_an_act(const pb::Ask& ask) {
  switch (ask.act_case()) {
    case pb::Ask::kGetTruth:
    case pb::Ask::kGetHeard:
    case pb::Ask::kGetFaults:
    case pb::Ask::kGetPairing:
    case pb::Ask::kGetPairings:
    case pb::Ask::kGetPatient:
    case pb::Ask::kGetLog:
    case pb::Ask::kListen: return false;
    default: return true;
  }
}

std::string act_of(const pb::Ask& ask) { return ask.GetDescriptor()->FindFieldByNumber(ask.act_case())->name(); }

std::string in_words(const pb::Ask& ask) {
  std::string words = act_of(ask);
  for (char& c : words) {
    if (c == '_') c = ' ';
  }
  const auto& act = ask.GetReflection()->GetMessage(ask, ask.GetDescriptor()->FindFieldByNumber(ask.act_case()));
  const std::string fields = act.ShortDebugString();
  return fields.empty() ? words : words + ": " + fields;
}

}  // namespace

bool Console::by_instructor(const WebAsk& asked, const Reply& reply) {
  const auto switched = [&](bool& what, const char* name) {
    const auto on = yes_field(asked, "on");
    if (!on) return reply(answer_not_ok(asked, on.error().text));
    what = *on;
    note(Who::instructor, name, fmt::format("{}: {}", name, *on ? "on" : "off"));
    tell_room();
    reply(answer_ok(asked));
  };
  if (asked.verb == "ask") pass_on(asked, reply);
  else if (asked.verb == "load") load(asked, reply);
  else if (asked.verb == "unload") unload(), reply(answer_ok(asked));
  else if (asked.verb == "next_event") {
    bedside::v1::AdvanceClock advance;
    advance.set_until_event(true);
    leap(advance, {}, [this, asked, reply](const Answer* answer) {
      if (answer == nullptr) return reply(answer_not_ok(asked, nobody_there));
      if (!answer->ok()) return reply(answer_not_ok(asked, answer->text()));
      reply(answer_ok(asked, {{"answer", json_of(*answer)}}));
    });
  } else if (asked.verb == "misplace") switched(misplace_, "misplace");
  else if (asked.verb == "hints") switched(hints_, "hints"), tell_hints();
  else if (asked.verb == "swap_syringe") swap_syringe(asked, reply);
  else if (asked.verb == "bookmark") bookmark(asked, reply);
  else if (asked.verb == "return") go_back(asked, reply);
  else if (asked.verb == "debrief") read_log([this, asked, reply] { reply(answer_ok(asked, debrief_json(debrief(timeline_.entries()), overrides_))); });
  else if (asked.verb == "override") override_score(asked, reply);
  else if (asked.verb == "export") export_debrief(asked, reply);
  else return false;
  return true;
}

void Console::pass_on(const WebAsk& asked, const Reply& reply) {
  auto read = bedside_ask(asked);
  if (!read) return reply(answer_not_ok(asked, read.error().text));
  const Answered answered = [this, asked, reply, act = *read](const Answer* answer) {
    if (answer == nullptr) return reply(answer_not_ok(asked, nobody_there));
    if (answer->ok() && is_an_act(act)) {
      if (act.has_move_needle()) place_ = act.move_needle().place() == pb::PLACE_OUT ? "out" : act.move_needle().place() == pb::PLACE_SEPTUM ? "septum" : "pocket";
      if (act.has_set_speed()) speed_ = act.set_speed().speed();
      if (act.has_reset()) held_.reset();
      note(Who::instructor, act_of(act), in_words(act));
      hold();
    }
    reply(answer_ok(asked, {{"answer", json_of(*answer)}}));
  };
  if (read->has_advance_clock() && read->advance_clock().how_far_case() != pb::AdvanceClock::HOW_FAR_NOT_SET) {
    read_log([this, act = read->advance_clock(), answered] {
      std::optional<std::uint64_t> target;
      if (!act.until_event()) target = uptime_ms_ + act.by_ms();
      leap(act, target, answered);
    });
    return;
  }
  if (!is_an_act(*read)) return ask(*std::move(read), answered);
  if (read->has_set_speed()) {
    read->mutable_set_speed()->clear_not_beyond_ms();
    if (held_) read->mutable_set_speed()->set_not_beyond_ms(*held_);
  }
  read_log([this, act = *std::move(read), answered] { ask(act, answered); });
}

void Console::swap_syringe(const WebAsk& asked, const Reply& reply) {
  const bool no_drug = lacks_field(asked, "drug"), no_concentration = lacks_field(asked, "concentration_ng_per_ml");
  if (no_drug && no_concentration) {
    syringe_.reset();
    note(Who::instructor, "swap_syringe", "The syringe holds what its label says");
  } else {
    const auto drug = no_drug ? Result<std::string>(std::string("baclofen")) : text_field(asked, "drug");
    const auto concentration = number_field(asked, "concentration_ng_per_ml");
    if (!drug || drug->empty() || drug->size() > 64) return reply(answer_not_ok(asked, "'drug' must be a text."));
    if (!concentration || *concentration < 0 || *concentration > 100'000'000) return reply(answer_not_ok(asked, "'concentration_ng_per_ml' must be a whole number from 0 to 100000000."));
    syringe_ = Syringe{*drug, *concentration};
    note(Who::instructor, "swap_syringe", fmt::format("Whatever its label says, the syringe holds {} ng/mL of {}", *concentration, printable(*drug)));
  }
  tell_room();
  reply(answer_ok(asked));
}

void Console::bookmark(const WebAsk& asked, const Reply& reply) {
  const auto name = text_field(asked, "name");
  if (!name || name->empty() || name->size() > 80) return reply(answer_not_ok(asked, "'name' must be a text of 1 to 80 bytes."));
  if (bookmarks_.size() >= most_bookmarks && !bookmarks_.contains(*name)) return reply(answer_not_ok(asked, "100 bookmarks are kept: take the name of one that is not needed."));
  read_log([this, asked, reply, name = *name] {
    const auto known = bookmarks_.find(name);
    const std::string path = known != bookmarks_.end() ? known->second.path : fmt::format("{}/bookmark-{}", setup_.folder, bookmarks_.size() + 1);
    Ask save;
    save.mutable_save()->set_path(path);
    ask(save, [this, asked, reply, name, path](const Answer* answer) {
      if (answer == nullptr) return reply(answer_not_ok(asked, nobody_there));
      if (!answer->ok()) return reply(answer_not_ok(asked, answer->text()));
      bookmarks_[name] = {path, timeline_.last(), iso_clock(PumpClock(Milliseconds(answer->clock_ms()))), playing_, place_, syringe_};
      note(Who::instructor, "bookmark", "Bookmark: " + printable(name));
      tell_room();
      reply(answer_ok(asked));
    });
  });
}

void Console::go_back(const WebAsk& asked, const Reply& reply) {
  const auto name = text_field(asked, "bookmark");
  const auto found = name ? bookmarks_.find(*name) : bookmarks_.end();
  if (found == bookmarks_.end()) return reply(answer_not_ok(asked, "'bookmark' must name one that was set."));
  Ask restore;
  restore.mutable_restore()->set_path(found->second.path);
  ask(restore, [this, asked, reply, name = found->first, to = found->second](const Answer* answer) {
    if (answer == nullptr) return reply(answer_not_ok(asked, nobody_there));
    if (!answer->ok()) return reply(answer_not_ok(asked, answer->text()));
    timeline_.back_to(to.entry);
    told_ = std::min(told_, to.entry);
    playing_ = to.playing;
    place_ = to.place;
    syringe_ = to.syringe;
    misplace_ = false;
    held_.reset();
    note(Who::instructor, "return", "Back to the bookmark: " + printable(name));
    hold();
    tell_room();
    watch();
    reply(answer_ok(asked));
  });
}

void Console::override_score(const WebAsk& asked, const Reply& reply) {
  const auto step = text_field(asked, "step"), why = text_field(asked, "why");
  const auto judged = debrief(timeline_.entries());
  const bool known = step && std::any_of(judged.items.begin(), judged.items.end(), [&](const auto& item) { return item.step == *step; });
  if (!known) return reply(answer_not_ok(asked, "'step' must be one of the checklist."));
  if (!why || why->empty() || why->size() > 1'000) return reply(answer_not_ok(asked, "'why' must say why, in at most 1000 bytes."));
  std::optional<int> score;
  if (!lacks_field(asked, "score")) {
    const auto given = number_field(asked, "score");
    if (!given || *given < 0 || *given > 2) return reply(answer_not_ok(asked, "'score' must be 2, 1, 0 or null."));
    score = static_cast<int>(*given);
  }
  overrides_[*step] = {score, *why};
  reply(answer_ok(asked));
}

void Console::export_debrief(const WebAsk& asked, const Reply& reply) {
  const auto as = text_field(asked, "as");
  if (!as || (*as != "json" && *as != "csv")) return reply(answer_not_ok(asked, "'as' must be json or csv."));
  read_log([this, asked, reply, as = *as] {
    const auto judged = debrief(timeline_.entries());
    if (as == "csv") return reply(answer_ok(asked, {{"text", debrief_csv(judged, overrides_)}}));
    json::object out{{"simulation", simulation_sentence}, {"serial", bed_.serial()}};
    for (auto& [key, value] : debrief_json(judged, overrides_)) out[key] = std::move(value);
    auto& entries = out["timeline"].emplace_array();
    for (const auto& entry : timeline_.entries()) entries.push_back(json_of(entry));
    reply(answer_ok(asked, {{"text", json::serialize(out)}}));
  });
}

}  // namespace ipt

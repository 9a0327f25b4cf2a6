// What a learner's hands do, and what they are told: only what hands feel.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "common/amount_text.hpp"
#include "tools/bedside/console/console.hpp"

namespace ipt {
namespace {

namespace json = boost::json;
namespace pb = ::bedside::v1;
using Who = TimelineEntry::Who;

constexpr std::int64_t largest_syringe_nl = 100'000'000;
constexpr const char* nobody_there = "Nothing is felt: the bedside is not there, and whether it was done is not known.";
constexpr const char* is_out = "The needle is out.";
constexpr const char* resists = "It resists: that much does not go in.";

std::string mL(std::int64_t nl) { return text_of(Nanolitres(nl)); }

const char* word_of(pb::HeardTone tone) {
  switch (tone) {
    case pb::HEARD_TONE_SINGLE: return "single";
    case pb::HEARD_TONE_TWO_TONE: return "two_tone";
    default: return "none";
  }
}

std::function<void(Result<std::int64_t>)> moved_to(const WebAsk& ask, const std::function<void(std::string)>& reply) {
  return [ask, reply](const Result<std::int64_t>& moved) { reply(moved ? answer_ok(ask, {{"moved_nl", *moved}}) : answer_not_ok(ask, moved.error().text)); };
}

/// A volume that a syringe holds.
Result<std::int64_t> volume_of(const WebAsk& ask) {
  const auto nl = number_field(ask, "volume_nl");
  if (!nl) return nl.error();
  if (*nl <= 0 || *nl > largest_syringe_nl) return Error{"'volume_nl' must be above 0, and at most 100000000: a syringe holds 100 mL."};
  return nl;
}

}  // namespace

bool Console::by_hand(const WebAsk& ask, const Reply& reply) {
  if (ask.verb == "needle") {
    const auto place = text_field(ask, "place");
    if (!place || (*place != "out" && *place != "septum" && *place != "pocket")) return reply(answer_not_ok(ask, "'place' must be out, septum or pocket.")), true;
    needle(*place, [ask, reply](const Result<std::string>& felt) { reply(felt ? answer_ok(ask, {{"text", *felt}}) : answer_not_ok(ask, felt.error().text)); });
  } else if (ask.verb == "withdraw") {
    std::optional<std::int64_t> nl;
    if (!lacks_field(ask, "volume_nl")) {
      const auto volume = volume_of(ask);
      if (!volume) return reply(answer_not_ok(ask, volume.error().text)), true;
      nl = *volume;
    }
    withdraw(nl, moved_to(ask, reply));
  } else if (ask.verb == "fill") {
    const auto volume = volume_of(ask);
    const auto drug = text_field(ask, "drug");
    const auto concentration = number_field(ask, "concentration_ng_per_ml");
    if (!volume) return reply(answer_not_ok(ask, volume.error().text)), true;
    if (!drug || drug->size() > 64) return reply(answer_not_ok(ask, "'drug' must be a text, as on the label.")), true;
    if (!concentration || *concentration < 0 || *concentration > 100'000'000) return reply(answer_not_ok(ask, "'concentration_ng_per_ml' must be a whole number, as on the label.")), true;
    fill({*volume, {*drug, *concentration}}, moved_to(ask, reply));
  } else if (ask.verb == "listen") {
    listen(ask, reply);
  } else if (ask.verb == "note") {
    const auto step = text_field(ask, "step"), state = text_field(ask, "state");
    if (!step || !state || step->size() > 64 || state->size() > 64) return reply(answer_not_ok(ask, "'step' and 'state' must be short texts.")), true;
    const auto text = text_field(ask, "text");
    read_log([this, ask, reply, step = *step, state = *state, text = text ? text->substr(0, 500) : std::string()] {
      note(Who::learner, "note", fmt::format("{}: {}{}{}", step, state, text.empty() ? "" : ". ", text), {{"step", step}, {"state", state}});
      reply(answer_ok(ask));
    });
  } else {
    return false;
  }
  return true;
}

/// The pump's own entries first, then the act.
void Console::needle(const std::string& place, std::function<void(Result<std::string>)> felt) {
  const bool is_misplaced = place == "septum" && misplace_;
  const std::string real = is_misplaced ? "pocket" : place;
  read_log([this, place, real, is_misplaced, felt = std::move(felt)] {
    Ask move;
    move.mutable_move_needle()->set_place(real == "out" ? pb::PLACE_OUT : real == "septum" ? pb::PLACE_SEPTUM : pb::PLACE_POCKET);
    ask(move, [this, place, real, is_misplaced, felt](const Answer* answer) {
      if (answer == nullptr) return felt(Error{nobody_there});
      if (!answer->ok()) return felt(Error{"It cannot be done now."});
      place_ = real;
      if (is_misplaced) misplace_ = false;
      const char* text = real == "out" ? "takes the needle out" : real == "septum" ? "places the needle in the port" : is_misplaced ? "places the needle, as if in the port: it lies beside it" : "places the needle beside the port";
      note(Who::learner, "needle", text, {{"place", real}, {"misplaced", is_misplaced}}, real == "pocket");
      tell_room();
      felt(std::string(real == "out" ? "The needle is out." : "The needle is in, down to the needle stop."));
    });
  });
}

void Console::withdraw(std::optional<std::int64_t> nl, std::function<void(Result<std::int64_t>)> felt) {
  read_log([this, nl, felt = std::move(felt)] {
    Ask draw;
    draw.mutable_withdraw();
    if (nl) draw.mutable_withdraw()->set_volume_nl(static_cast<std::uint64_t>(*nl));
    ask(draw, [this, nl, felt](const Answer* answer) {
      if (answer == nullptr) return felt(Error{nobody_there});
      if (!answer->ok()) return felt(Error{place_ == "out" ? is_out : "Nothing more comes."});
      const auto moved = static_cast<std::int64_t>(answer->moved().volume_nl());
      note(Who::learner, "withdraw", fmt::format("withdraws {}: {} come", nl ? mL(*nl) : "all that comes", mL(moved)), {{"moved_nl", moved}, {"all", !nl}, {"place", place_}});
      felt(moved);
    });
  });
}

void Console::fill(Filling filling, std::function<void(Result<std::int64_t>)> felt) {
  read_log([this, filling = std::move(filling), felt = std::move(felt)] {
    const Syringe real = syringe_.value_or(filling.label);
    const bool is_mislabelled = real.ng_per_ml != filling.label.ng_per_ml || real.drug != filling.label.drug;
    Ask inject;
    inject.mutable_fill()->set_volume_nl(static_cast<std::uint64_t>(filling.nl));
    inject.mutable_fill()->set_drug(real.drug);
    inject.mutable_fill()->set_concentration_ng_per_ml(static_cast<std::uint64_t>(real.ng_per_ml));
    const json::object facts{{"place", place_}, {"asked_nl", filling.nl}, {"label_ng_per_ml", filling.label.ng_per_ml}, {"real_ng_per_ml", real.ng_per_ml}, {"mislabelled", is_mislabelled}};
    ask(inject, [this, facts, filling, felt](const Answer* answer) {
      if (answer == nullptr) return felt(Error{nobody_there});
      auto so = facts;
      so["moved_nl"] = answer->ok() ? static_cast<std::int64_t>(answer->moved().volume_nl()) : 0;
      so["resisted"] = !answer->ok() && place_ != "out";
      const bool harm = !answer->ok() || place_ != "septum" || so["mislabelled"].get_bool();
      const std::string text = !answer->ok() ? fmt::format("presses {} in: {}", mL(filling.nl), answer->text())
                                             : fmt::format("injects {}, labelled {} {}{}", mL(filling.nl), filling.label.drug, text_of(Concentration(filling.label.ng_per_ml)), place_ == "septum" ? "" : place_ == "pocket" ? ", beside the port" : ", with the needle out");
      const bool ok = answer->ok();
      const std::int64_t moved = so["moved_nl"].get_int64();
      Ask truth;
      truth.mutable_get_truth();
      ask(truth, [this, so, text, harm, ok, moved, felt](const Answer* after) mutable {
        if (after != nullptr) so["reservoir_nl"] = after->truth().reservoir_nl();
        note(Who::learner, "fill", text, so, harm);
        if (ok) felt(moved);
        else felt(Error{place_ == "out" ? is_out : resists});
      });
    });
  });
}

void Console::listen(const WebAsk& asked, const Reply& reply) {
  Ask ears;
  ears.mutable_listen();
  ask(ears, [this, asked, reply](const Answer* answer) {
    if (answer == nullptr || !answer->ok()) return reply(answer_not_ok(asked, nobody_there));
    note(Who::learner, "listen", fmt::format("listens: {}", word_of(answer->tones().now())));
    reply(answer_ok(asked, {{"now", word_of(answer->tones().now())}, {"next", word_of(answer->tones().next())}}));
  });
}

}  // namespace ipt

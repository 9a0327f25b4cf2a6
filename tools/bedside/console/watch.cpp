// Looking at the pump: often while somebody looks on, seldom while only a scenario waits, and else never.
#include <algorithm>
#include <boost/json.hpp>

#include "tools/bedside/console/console.hpp"
#include "tools/bedside/message_json.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds between_looks{50};
constexpr std::chrono::milliseconds between_glances{500};

/// Empty where there is none.
json::object object_of(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return !error && value.is_object() ? std::move(value.get_object()) : json::object();
}

}  // namespace

bool Console::is_awaited() const { return due_next() != nullptr; }

void Console::watch() {
  if (is_ticking_ || is_over_ || (!is_watched() && !is_awaited())) return;
  is_ticking_ = true;
  const auto between = is_watched() ? between_looks : between_glances;
  tick_.expires_at(std::max(std::chrono::steady_clock::now(), tick_.expiry() + between));  // what a look takes is no part of it
  tick_.async_wait([this](boost::system::error_code error) {
    is_ticking_ = false;
    if (error || is_over_) return;
    if (!is_looking_ && bed_.state() == Bed::State::open) look();
    watch();
  });
}

/// One round; the next begins when this one was answered.
void Console::look() {
  is_looking_ = true;
  Ask truth;
  truth.mutable_get_truth();
  look_at(truth, "truth");
  if (!instructors_.empty()) {
    Ask patient, tones, faults, pairing;
    patient.mutable_get_patient();
    tones.mutable_listen();
    faults.mutable_get_faults();
    pairing.mutable_get_pairing();
    look_at(patient, "patient");
    look_at(tones, "tones");
    look_at(faults, "faults");
    look_at(pairing, "pairing");
  }
  read_log([this] {
    play([this] {
      tell_timeline();
      tell_room();
      is_looking_ = false;
    });
  });
}

void Console::look_at(Ask asked, const char* name) {
  ask(std::move(asked), [this, name](const Answer* answer) {
    if (answer == nullptr) return;
    json::value value = nullptr;
    if (answer->has_truth()) {
      speed_ = answer->truth().speed();
      value = json_of(answer->truth());
    }
    if (answer->has_patient()) value = json_of(answer->patient());
    if (answer->has_tones()) value = json_of(answer->tones());
    if (answer->has_faults()) value = json_of(answer->faults());
    if (answer->has_arming()) value = json_of(answer->arming());
    tell_all(name, {{name, std::move(value)}});
  });
}

void Console::ask(Ask asked, Answered answered) {
  bed_.ask(std::move(asked), [this, answered = std::move(answered)](const Answer* answer) {
    if (answer != nullptr) {
      heard_at_ = std::chrono::steady_clock::now();
      uptime_ms_ = answer->uptime_ms();
      clock_ms_ = answer->clock_ms();
    }
    answered(answer);
  });
}

/// Until nothing more is there, so that what the pump did stands before what is done next.
void Console::read_log(Then then) {
  Ask asked;
  asked.mutable_get_log()->set_from(log_next_);
  ask(asked, [this, then = std::move(then)](const Answer* answer) {
    if (answer == nullptr || !answer->has_log()) return then();
    const std::uint64_t before = log_next_;
    take_log(answer->log());
    if (log_next_ > before && log_next_ <= answer->log().head()) return read_log(then);
    then();
  });
}

void Console::take_log(const bedside::v1::PumpLog& log) {
  if (log.head() + 1 < log_next_) log_next_ = 1;  // another pump lies there
  for (const auto& logged : log.entries()) {
    auto entry = entry_of_log(object_of(logged.json()), object_of(logged.result()));
    const auto seq = static_cast<std::uint64_t>(entry.facts.at("log_seq").get_int64());
    if (seq < log_next_) continue;  // read by another meanwhile
    log_next_ = seq + 1;
    timeline_.add(std::move(entry));
  }
}

void Console::note(TimelineEntry::Who who, std::string what, std::string text, json::object facts, bool harm) {
  TimelineEntry entry;
  entry.at_ms = static_cast<std::int64_t>(uptime_ms_);
  entry.clock_ms = clock_ms_;
  entry.who = who;
  entry.what = std::move(what);
  entry.text = std::move(text);
  entry.facts = std::move(facts);
  entry.harm = harm;
  timeline_.add(std::move(entry));
  tell_timeline();
}

}  // namespace ipt

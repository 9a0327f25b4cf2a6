#include "programmer/console/console.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>

#include "common/shell/json.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/console/asked_change.hpp"
#include "programmer/core/refill_steps.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::size_t most_log = 500;        // entries that a page is shown when it comes
constexpr std::size_t most_inquiries = 4;    // of one page at once
constexpr auto simulation = "SIMULATION \u2013 not a medical device. Nothing here is for clinical use.";

std::int64_t host_time() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

const char* name_of(Source source) {
  switch (source) {
    case Source::verified: return "verified";
    case Source::assumed: return "assumed";
    case Source::derived: return "derived";
  }
  return "";
}

json::array steps_of_a_refill() {
  json::array steps;
  for (const auto& step : refill_steps()) steps.push_back(json::object{{"name", step.name}, {"what", step.what}, {"risk", step.risk}, {"source", name_of(step.source)}});
  return steps;
}

}  // namespace

Console::Console(asio::io_context& io, Words words, std::optional<HandsLink> hands) : io_(io), words_(std::move(words)), hands_(std::move(hands)), second_(io) {
  watcher_.emplace(words_, Watcher::Told{
                               [this](Look look) { asio::post(io_, [this, look = std::move(look)]() mutable { looked(std::move(look)); }); },
                               [this](const char* state, std::string text) { asio::post(io_, [this, state, text = std::move(text)] { link_is(state, text); }); },
                           });
  tick();
}

WebDoor Console::door(std::string token) {
  return {"/link", std::move(token), {}, [this](WebLinkId id) { opened(id); }, [this](WebLinkId id, std::string_view message) { heard(id, message); }, [this](WebLinkId id) { closed(id); }};
}

void Console::close() {
  closing_ = true;
  second_.cancel();
  for (auto& [key, change] : changes_) change.attendant->leave();
  watcher_->end();
}

bool Console::ended_by(std::chrono::steady_clock::time_point time) {
  const bool crew_has_ended = crew_.ended_by(time);
  return watcher_->ended_by(time) && crew_has_ended;
}

// ---- pages

void Console::opened(WebLinkId id) {
  Learner* const learner = learners_.arrive();
  pages_[id] = {learner ? learner->id : std::string(), 0};
  watcher_->set_wanted(true);
  say_hello(id, learner);
  push_link(id);
  if (!status_.empty()) server_->push(id, "status", push_text("status", status_));
  if (!log_.empty()) server_->send(id, push_text("log", {{"entries", log_}}));
}

void Console::say_hello(WebLinkId id, Learner* learner) {
  json::object hello{{"simulation", simulation}, {"serial", serial_}, {"endpoint", words_.pump}, {"learner", learner ? learner->id : std::string()}, {"steps", steps_of_a_refill()}};
  hello["sheet"] = learner ? learner->sheet : json::value();
  if (hands_) hello["hands"] = json::object{{"url", hands_->url}, {"token", hands_->token}};
  server_->send(id, push_text("hello", std::move(hello)));
  if (learner == nullptr) return;
  for (auto& end : learner->unheard) server_->send(id, push_text("change", std::move(end)));
  learner->unheard.clear();
}

void Console::closed(WebLinkId id) {
  const auto page = pages_.find(id);
  if (page == pages_.end()) return;
  for (auto& [key, change] : changes_) {
    if (change.page == id) change.attendant->leave();
  }
  const std::string learner = page->second.learner;
  pages_.erase(page);
  // Whose change is still under way is kept, so that the end of it can be told.
  const bool has_more_to_come = std::ranges::any_of(changes_, [&](const auto& one) { return one.second.learner == learner; });
  if (!learner.empty()) learners_.leave(learner, has_more_to_come);
  if (pages_.empty()) watcher_->set_wanted(false);
}

void Console::heard(WebLinkId id, std::string_view message) {
  const auto ask = read_ask(message);
  if (!ask) return server_->close(id, ask.error().code, ask.error().reason);
  if (ask->verb == "come_back") return come_back(id, *ask);
  if (ask->verb == "keep") return keep(id, *ask);
  if (ask->verb == "change") return begin_change(id, *ask);
  if (ask->verb == "stop") return begin_stop(id, *ask);
  if (ask->verb == "answer") return answer_change(id, *ask);
  if (const auto inquiry = inquiry_of(*ask)) return inquire(id, *ask, *inquiry);
  const auto fault = unknown_verb(*ask);
  server_->close(id, fault.code, fault.reason);
}

void Console::come_back(WebLinkId id, const WebAsk& ask) {
  const auto known = text_field(ask, "learner");
  if (!known) return server_->send(id, answer_not_ok(ask, known.error().text));
  Learner* const learner = learners_.find(*known);
  if (learner == nullptr) return server_->send(id, answer_not_ok(ask, "This learner is not known here any more."));
  Page& page = pages_.at(id);
  learners_.come_back(*learner);
  if (!page.learner.empty()) learners_.leave(page.learner, false);
  page.learner = learner->id;
  server_->send(id, answer_ok(ask));
  say_hello(id, learner);
}

void Console::keep(WebLinkId id, const WebAsk& ask) {
  const auto* sheet = ask.fields.if_contains("sheet");
  if (sheet == nullptr || !sheet->is_object()) return server_->send(id, answer_not_ok(ask, "'sheet' must be an object."));
  if (json_line(*sheet).size() > Learners::longest_sheet) return server_->send(id, answer_not_ok(ask, "This sheet is longer than 32 KiB, and was not kept."));
  Learner* const learner = learners_.find(pages_.at(id).learner);
  if (learner == nullptr) return server_->send(id, answer_not_ok(ask, "Too many learn here at once: nothing is kept for this page."));
  learner->sheet = *sheet;
  server_->send(id, answer_ok(ask));
}

// ---- what waits for the pump

void Console::inquire(WebLinkId id, const WebAsk& ask, const Result<Inquiry>& inquiry) {
  if (!inquiry) return server_->send(id, answer_not_ok(ask, inquiry.error().text));
  Page& page = pages_.at(id);
  if (page.inquiries >= most_inquiries) return server_->send(id, answer_not_ok(ask, "This page asks too much at once: wait for the answers."));
  ++page.inquiries;
  crew_.begin([this, id, ask, inquiry = *inquiry] {
    const auto fields = inquiry(words_);
    std::string answer = fields ? answer_ok(ask, *fields) : answer_not_ok(ask, line_of(fields.error().problem));
    asio::post(io_, [this, id, answer = std::move(answer)]() mutable {
      if (const auto asker = pages_.find(id); asker != pages_.end()) --asker->second.inquiries;
      server_->send(id, std::move(answer));
    });
  });
}

bool Console::has_change(WebLinkId id, bool is_stop) const {
  return std::ranges::any_of(changes_, [&](const auto& one) { return one.second.page == id && one.second.is_stop == is_stop; });
}

void Console::begin_change(WebLinkId id, const WebAsk& ask) {
  if (has_change(id, false)) return server_->send(id, answer_not_ok(ask, "A change of this page is under way already."));
  // To the pump all pages are one programmer, who may take over from himself (IPT-LSE-03): one learner must not from another.
  if (std::ranges::any_of(changes_, [](const auto& one) { return !one.second.is_stop; })) return server_->send(id, answer_not_ok(ask, "Another learner's change is under way: the pump takes one at a time."));
  auto asked = asked_change(ask, words_);
  if (!asked) return server_->send(id, answer_not_ok(ask, asked.error().text));
  run_change(id, ask, false, [asked = *std::move(asked)](Attendant& attendant) { change(asked.words, asked.prepare, attendant); });
}

void Console::begin_stop(WebLinkId id, const WebAsk& ask) {
  if (has_change(id, true)) return server_->send(id, answer_not_ok(ask, "A Stop of this page is on its way already."));
  run_change(id, ask, true, [words = words_](Attendant& attendant) { stop(words, attendant); });
}

void Console::run_change(WebLinkId id, const WebAsk& ask, bool is_stop, std::function<void(Attendant&)> run) {
  const ChangeKey key = next_change_++;
  auto attendant = std::make_shared<PageAttendant>([this, key](json::object step) {
    asio::post(io_, [this, key, step = std::move(step)]() mutable { told(key, std::move(step)); });
  });
  changes_[key] = {id, pages_.at(id).learner, ask.id, is_stop, attendant};
  server_->send(id, answer_ok(ask, {{"change", ask.id}}));
  crew_.begin([run = std::move(run), attendant] { run(*attendant); });
}

void Console::answer_change(WebLinkId id, const WebAsk& ask) {
  const auto number = number_field(ask, "change");
  if (!number) return server_->send(id, answer_not_ok(ask, number.error().text));
  const auto yes = yes_field(ask, "yes");
  if (!yes) return server_->send(id, answer_not_ok(ask, yes.error().text));
  const auto step = lacks_field(ask, "step") ? Result<std::string>(std::string()) : text_field(ask, "step");
  if (!step) return server_->send(id, answer_not_ok(ask, step.error().text));
  const auto found = std::ranges::find_if(changes_, [&](const auto& one) { return one.second.page == id && one.second.number == *number; });
  if (found == changes_.end() || !found->second.attendant->answer(*step, *yes)) return server_->send(id, answer_not_ok(ask, "No such change asks that now."));
  server_->send(id, answer_ok(ask));
}

void Console::told(ChangeKey key, json::object step) {
  const auto found = changes_.find(key);
  if (found == changes_.end()) return;
  const Change& change = found->second;
  step["change"] = change.number;
  const bool is_end = step.at("step").as_string() == "end";
  if (pages_.contains(change.page)) {
    server_->send(change.page, push_text("change", std::move(step)));
  } else if (Learner* const learner = is_end ? learners_.find(change.learner) : nullptr) {
    // Whoever began it has gone, or has come back at another page.
    if (learner->pages == 0) Learners::keep_unheard(*learner, std::move(step));
    else for (const auto& [id, page] : pages_) if (page.learner == change.learner) server_->send(id, push_text("change", step));
  }
  if (is_end) changes_.erase(found);
}

// ---- what the pump is seen to be

void Console::looked(Look look) {
  if (closing_) return;
  heard_ms_ = look.heard_ms;
  if (const auto* serial = look.status.if_contains("serial"); serial != nullptr && serial->is_string()) serial_ = std::string(serial->get_string());
  const bool log_grew = !look.entries.empty();
  if (look.is_log_anew) log_.clear();
  if (log_grew) {
    const std::string text = push_text("log", {{"entries", look.entries}});
    for (const auto& [id, page] : pages_) server_->send(id, text);
    std::move(look.entries.begin(), look.entries.end(), std::back_inserter(log_));
    if (log_.size() > most_log) log_.erase(log_.begin(), log_.end() - static_cast<std::ptrdiff_t>(most_log));
  }
  look.status["at_ms"] = status_.empty() ? json::value(look.heard_ms) : status_.at("at_ms");
  if (look.status == status_) return;  // nothing to see
  look.status["at_ms"] = look.heard_ms;
  status_ = std::move(look.status);
  const std::string text = push_text("status", status_);
  for (const auto& [id, page] : pages_) server_->push(id, "status", text);
}

void Console::link_is(const char* state, std::string text) {
  if (closing_) return;
  link_state_ = state;
  link_text_ = std::move(text);
  if (link_state_ == "open") heard_ms_ = host_time();
  for (const auto& [id, page] : pages_) push_link(id);
}

void Console::push_link(WebLinkId id) {
  json::object link{{"state", link_state_}, {"text", link_text_}};
  if (heard_ms_ > 0) link["age_ms"] = std::max<std::int64_t>(0, host_time() - heard_ms_);
  else link["age_ms"] = nullptr;
  server_->push(id, "link", push_text("link", std::move(link)));
}

/// The age of what is shown grows also when nothing comes.
void Console::tick() {
  second_.expires_after(std::chrono::seconds(1));
  second_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled || closing_) return;
    for (const auto& [id, page] : pages_) push_link(id);
    tick();
  });
}

}  // namespace ipt

#include "tools/bedside/console/console.hpp"

#include <boost/json.hpp>

#include "common/amount.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/web_gate.hpp"
#include "common/web/pages.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

constexpr std::size_t entries_at_once = 2'000;

const char* word_of(Bed::State state) {
  switch (state) {
    case Bed::State::connecting: return "connecting";
    case Bed::State::open: return "open";
    case Bed::State::lost: return "lost";
  }
  return "";
}

}  // namespace

Console::Console(boost::asio::io_context& io, Endpoint bedside, ConsoleSetup setup)
    : io_(io), setup_(std::move(setup)), bed_(io, std::move(bedside)), instructor_token_(web_token()), hands_token_(web_token()), tick_(io) {
  bed_.on_state([this](Bed::State state, const std::string& text) { told_state(state, text); });
}

std::optional<Error> Console::start() {
  const auto door = [this](const char* path, const std::string& token, std::set<WebLinkId>& links, bool is_hands) {
    WebDoor made{path, token, is_hands ? setup_.learner_origins : std::vector<std::string>{}, {}, {}, {}};
    made.opened = [this, &links](WebLinkId id) { opened(id, links); };
    made.message = [this, is_hands](WebLinkId id, std::string_view message) { heard(id, message, is_hands); };
    made.closed = [this, &links](WebLinkId id) {
      links.erase(id);
      tell_room();
    };
    return made;
  };
  WebSetup web;
  web.host = setup_.host;
  web.port = setup_.port;
  web.assets = instructor_page();
  web.doors = {door("/link", instructor_token_, instructors_, false), door("/hands", hands_token_, hands_, true)};
  web.refused = [](std::string_view line) { print_note("bedside console: {}\n", line); };
  auto server = WebServer::listen(io_, std::move(web));
  if (!server) return server.error();
  server_.emplace(*std::move(server));
  bed_.start();
  return {};
}

void Console::stop() {
  is_over_ = true;
  tick_.cancel();
  server_->stop();
  bed_.stop();
}

json::object Console::addresses() const {
  const std::string& address = server_->address();
  return {{"origin", "http://" + address}, {"instructor", "http://" + address + "/#token=" + instructor_token_}, {"hands", "ws://" + address + "/hands#token=" + hands_token_}};
}

void Console::opened(WebLinkId id, std::set<WebLinkId>& to) {
  to.insert(id);
  if (&to == &hands_) {
    tell(id, "hints", {{"on", hints_}});
  } else {
    tell(id, "hello", hello());
    tell(id, "link", link());
    for (const auto& [name, text] : newest_) server_->push(id, name, text);
    json::array entries;
    for (const auto& entry : timeline_.entries()) {
      if (entry.n > told_) break;
      entries.push_back(json_of(entry));
      if (entries.size() == entries_at_once) server_->send(id, push_text("timeline", {{"entries", std::move(std::exchange(entries, {}))}}));
    }
    server_->send(id, push_text("timeline", {{"entries", std::move(entries)}}));
  }
  tell_room();
  watch();
}

void Console::heard(WebLinkId id, std::string_view message, bool is_hands) {
  const auto ask = read_ask(message);
  if (!ask) return server_->close(id, ask.error().code, ask.error().reason);
  const Reply reply = [this, id](std::string text) { server_->send(id, std::move(text)); };
  if (is_hands ? by_hand(*ask, reply) : by_instructor(*ask, reply)) return;
  const auto fault = unknown_verb(*ask);
  server_->close(id, fault.code, fault.reason);
}

void Console::tell(WebLinkId id, const std::string& name, json::object fields) { server_->push(id, name, push_text(name, std::move(fields))); }

/// Kept for who comes later, and told only if it changed.
void Console::tell_all(const std::string& name, json::object fields) {
  std::string text = push_text(name, std::move(fields));
  auto& newest = newest_[name];
  if (newest == text) return;
  newest = std::move(text);
  for (const auto id : instructors_) server_->push(id, name, newest);
}

void Console::tell_room() { tell_all("room", room()); }

void Console::tell_hints() {
  for (const auto id : hands_) tell(id, "hints", {{"on", hints_}});
}

void Console::tell_timeline() {
  if (timeline_.last() <= told_) return;
  json::array entries;
  for (const auto& entry : timeline_.entries()) {
    if (entry.n > told_) entries.push_back(json_of(entry));
  }
  told_ = timeline_.last();
  const std::string text = push_text("timeline", {{"entries", std::move(entries)}});
  for (const auto id : instructors_) server_->send(id, text);
}

/// What the instructor has set, and who is there.
json::object Console::room() const {
  json::array bookmarks;
  for (const auto& [name, bookmark] : bookmarks_) bookmarks.push_back(json::object{{"name", name}, {"clock", bookmark.clock}});
  json::object out{{"hints", hints_}, {"misplace", misplace_}, {"instructors", instructors_.size()}, {"learners", hands_.size()}, {"bookmarks", std::move(bookmarks)}, {"swap_syringe", nullptr}, {"scenario", nullptr}, {"next", nullptr}};
  if (syringe_) out["swap_syringe"] = json::object{{"drug", syringe_->drug}, {"concentration_ng_per_ml", syringe_->ng_per_ml}};
  if (playing_) {
    out["scenario"] = playing_->scenario->name;
    out["steps_left"] = playing_->scenario->steps.size() - playing_->next;
    if (const auto* next = due_next()) out["next"] = json::object{{"at_ms", next->at_ms}, {"say", next->say}, {"expected", next->expected}};
  }
  return out;
}

json::object Console::hello() const {
  json::array scenarios;
  for (const auto& scenario : live_scenarios()) {
    scenarios.push_back(json::object{{"name", scenario.name}, {"title", scenario.title}, {"moral", scenario.moral}, {"who_knows", scenario.who_knows}, {"profile", scenario.profile}});
  }
  json::object out{{"simulation", simulation_sentence}, {"serial", bed_.serial()}, {"scenarios", std::move(scenarios)}};
  if (!setup_.learner.empty()) out["learner"] = setup_.learner;
  return out;
}

json::object Console::link() const {
  json::object out{{"state", word_of(bed_.state())}, {"text", bed_.text()}};
  if (heard_at_ != std::chrono::steady_clock::time_point{}) out["age_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - heard_at_).count();
  return out;
}

void Console::told_state(Bed::State state, const std::string& text) {
  print_note("bedside console: {}\n", text);
  for (const auto id : instructors_) tell(id, "link", link());
  if (state != Bed::State::open) return;
  for (const auto id : instructors_) tell(id, "hello", hello());  // another pump may lie there
  held_.reset();
  Ask truth;
  truth.mutable_get_truth();
  ask(truth, [this](const Answer* answer) {
    if (answer == nullptr) return;
    speed_ = answer->truth().speed();
    if (!std::exchange(has_begun_, true)) {
      const auto& so = answer->truth();
      const std::uint64_t ng_per_ml = so.reservoir_nl() == 0 ? 0 : (so.reservoir_ng() * 1'000'000 + so.reservoir_nl() / 2) / so.reservoir_nl();
      read_log([this, ng_per_ml] { note(TimelineEntry::Who::instructor, "begin", "The console came to the bed of pump " + bed_.serial(), {{"concentration_ng_per_ml", ng_per_ml}}); });
    }
    hold();
    watch();
  });
}

}  // namespace ipt

#include "programmer/core/session.hpp"

#include <algorithm>

#include "common/check.hpp"

namespace ipt {
namespace {

/// A pump answers within max_response; question and answer need their way too.
Milliseconds patience(const Timeouts& timeouts) { return timeouts.max_response + timeouts.max_response / 2; }

}  // namespace

Session::Session(const Hello& hello, LinkTime now) : link_(Link::Side::programmer, now, Timeouts{}.hello), hello_(hello) { link_.send(hello); }

void Session::receive(std::string_view bytes, LinkTime now) {
  link_.receive(bytes, now);
  while (auto envelope = link_.next()) take(*std::move(envelope), now);
  if (link_.is_closed()) end();
}

void Session::take(Envelope envelope, LinkTime now) {
  if (auto* welcome = std::get_if<Welcome>(&envelope.body)) {
    const auto& offered = hello_.minor_versions;
    if (std::find(offered.begin(), offered.end(), welcome->minor_version) == offered.end()) return link_.close(GoodbyeReason::version, "a minor version that was not offered");
    if (!hello_.pump_serial.empty() && welcome->pump_serial != hello_.pump_serial) return link_.close(GoodbyeReason::wrong_pump, "another pump answered");
    if (welcome->max_frame_bytes == 0 || envelope.session_id == 0) return link_.close(GoodbyeReason::bad_message, "a Welcome without a session");
    welcome_ = *welcome;
    link_.open(envelope.session_id, welcome_.timeouts, std::min<std::size_t>(welcome_.max_frame_bytes, frame_limit), now);
    happenings_.emplace_back(Opened{});
    return;
  }
  if (auto* event = std::get_if<Event>(&envelope.body)) {
    happenings_.emplace_back(Told{*std::move(event)});
    return;
  }
  const auto asked = open_asks_.find(envelope.reply_to);
  if (asked == open_asks_.end()) {
    if (late_.erase(envelope.reply_to) == 0) link_.close(GoodbyeReason::unexpected, "an answer to nothing that was asked");
    return;
  }
  open_asks_.erase(asked);
  happenings_.emplace_back(Answered{envelope.reply_to, std::get<Response>(std::move(envelope.body))});
}

Session::Ticket Session::ask(Request request, LinkTime now) {
  IPT_CHECK(is_open());
  const Ticket ticket = link_.send(std::move(request));
  open_asks_[ticket] = now + patience(welcome_.timeouts);
  return ticket;
}

void Session::lost() {
  link_.lost();
  end();
}

void Session::say_goodbye() {
  link_.close(GoodbyeReason::done, "");
  end();
}

LinkTime Session::deadline() const {
  LinkTime first = link_.deadline();
  for (const auto& [ticket, due] : open_asks_) first = std::min(first, due);
  return first;
}

void Session::advance(LinkTime now) {
  link_.advance(now);
  if (link_.is_closed()) return end();
  for (auto ask = open_asks_.begin(); ask != open_asks_.end();) {
    if (ask->second > now) {
      ++ask;
      continue;
    }
    happenings_.emplace_back(Unanswered{ask->first});
    late_.insert(ask->first);
    ask = open_asks_.erase(ask);
  }
}

void Session::end() {
  if (std::exchange(ended_, true)) return;
  for (const auto& [ticket, due] : open_asks_) happenings_.emplace_back(Unanswered{ticket});
  open_asks_.clear();
  happenings_.emplace_back(Ended{link_.ending(), link_.ended_by_peer()});
}

std::optional<Session::Happening> Session::next() {
  if (happenings_.empty()) return {};
  Happening first = std::move(happenings_.front());
  happenings_.pop_front();
  return first;
}

}  // namespace ipt

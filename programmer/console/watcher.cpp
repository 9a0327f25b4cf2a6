#include "programmer/console/watcher.hpp"

#include <chrono>
#include <utility>

#include "common/shell/command_line.hpp"
#include "programmer/cli/output.hpp"
#include "programmer/cli/reading.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

constexpr Milliseconds soonest{50};  // 20 a second
constexpr Milliseconds usual{500};
constexpr Milliseconds before_trying_again{500};
constexpr Milliseconds moment{200};  // within which the thread heeds that nobody looks any more
constexpr std::uint64_t kept_log = 500;
constexpr int fast = 10;

std::int64_t host_time() { return std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

}  // namespace

Watcher::Watcher(Words words, Told told) : words_(std::move(words)), told_(std::move(told)), thread_([this] { run(); }) {}

Watcher::~Watcher() {
  end();
  thread_.join();
}

void Watcher::set_wanted(bool wanted) {
  const std::lock_guard lock(mutex_);
  wanted_ = wanted;
  changed_.notify_all();
}

void Watcher::end() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  changed_.notify_all();
}

bool Watcher::ended_by(std::chrono::steady_clock::time_point time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, time, [this] { return ended_; });
}

bool Watcher::is_wanted() {
  const std::lock_guard lock(mutex_);
  return wanted_ && !ending_;
}

void Watcher::run() {
  for (bool was_lost = false;;) {
    {
      std::unique_lock lock(mutex_);
      if (was_lost) changed_.wait_for(lock, before_trying_again, [this] { return ending_; });
      changed_.wait(lock, [this] { return wanted_ || ending_; });
      if (ending_) break;
    }
    if (!was_lost) told_.link("connecting", {});
    was_lost = true;
    Visit visit(words_);
    if (const auto failure = visit.open(Role::observer)) {
      told_.link("lost", failure->problem.what);
      continue;
    }
    told_.link("open", visit.client().welcome().insecure ? "INSECURE: plaintext, for this machine only" : "protected");
    look_at(visit);
    if (!is_wanted()) was_lost = false;  // closed, because nobody looks
    else told_.link("lost", visit.client().is_open() ? std::string("the pump did not answer in time") : words::escaped(visit.client().ending()));
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void Watcher::look_at(Visit& visit) {
  if (!visit.ask(Subscribe{1})) return;
  for (auto before = std::pair(visit.client().now(), visit.header().time.uptime);;) {
    if (!read(visit)) return;
    const auto now = std::pair(visit.client().now(), visit.header().time.uptime);
    const bool runs_fast = now.second - before.second > fast * (now.first - before.first);
    before = now;
    if (!wait(visit, runs_fast ? soonest : usual)) return;
  }
}

bool Watcher::read(Visit& visit) {
  if (visit.read()) return false;
  Look look;
  const std::uint64_t head = visit.status().log_head;
  if (shown_ == 0 || head < shown_) {  // the first look, or a pump whose memory went back or is another
    look.is_log_anew = true;
    shown_ = head > kept_log ? head - kept_log : 0;
  }
  while (shown_ < head) {
    const auto page = visit.read_log(shown_ + 1, 0);
    if (!page) return false;
    if (page->entries.empty()) break;
    for (const auto& entry : page->entries) look.entries.push_back(json_of(entry));
    shown_ = page->entries.back().log_seq;
  }
  look.heard_ms = host_time();
  look.status = interrogation_json(visit);
  told_.look(std::move(look));
  return true;
}

bool Watcher::wait(Visit& visit, Milliseconds most) {
  Client& client = visit.client();
  const LinkTime from = client.now(), due = from + most;
  while (client.is_open() && is_wanted() && client.now() < due) {
    if (!client.wait_for_event(std::min(due, client.now() + moment))) continue;
    client.pause(std::max(Milliseconds{0}, from + soonest - client.now()));
    break;
  }
  return client.is_open() && is_wanted();
}

}  // namespace ipt

#include "pump_sim/host/bedside_service.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

#include "common/wire.hpp"
#include "pump_sim/host/bedside_log.hpp"
#include "pump_sim/host/bedside_patient.hpp"
#include "pump_sim/host/faults.hpp"
#include "pump_sim/host/hands.hpp"
#include "pump_sim/host/mishaps.hpp"
#include "pump_sim/host/saved.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
namespace pb = ::bedside::v1;
using boost::system::error_code;

pb::Answer refused(std::string why) {
  pb::Answer answer;
  answer.set_text(std::move(why));
  return answer;
}

pb::Answer done(std::string what = {}) {
  pb::Answer answer;
  answer.set_ok(true);
  answer.set_text(std::move(what));
  return answer;
}

/// What lies beyond the end is told as the end.
Uptime uptime_of(std::uint64_t ms) { return Uptime(Milliseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(ms, static_cast<std::uint64_t>(WorldClock::end.time_since_epoch().count()))))); }

}  // namespace

struct BedsideService::Visitor {
  explicit Visitor(Stream socket_) : socket(std::move(socket_)) { frames.set_limit(frame_limit); }
  Stream socket;
  FrameDecoder frames;
  std::array<char, 4096> incoming{};
  std::string writing;
  bool leaves = false;
};

BedsideService::BedsideService(Server& server, PairingPort& pairing_port) : server_(server), pairing_port_(pairing_port) {
  server_.on_change([this] { look(); });
}

void BedsideService::listen(Listener listener) {
  listener_ = std::make_shared<Listener>(std::move(listener));
  asio::co_spawn(server_.io(), accept_all(), asio::detached);
}

void BedsideService::shut_down() {
  if (listener_) listener_->close();
  for (auto& waiter : waiters_) waiter->timer.cancel();
}

asio::awaitable<void> BedsideService::accept_all() {
  while (listener_->is_open()) {
    auto stream = co_await listener_->accept();
    if (stream) {
      read(std::make_shared<Visitor>(*std::move(stream)));
    } else if (listener_->is_open()) {
      asio::steady_timer pause(server_.io(), std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::use_awaitable);
    }
  }
}

/// One ask at a time: the next is read when the last is answered.
void BedsideService::read(const std::shared_ptr<Visitor>& visitor) {
  if (const auto payload = visitor->frames.next()) {
    Ask ask;
    if (!ask.ParseFromArray(payload->data(), static_cast<int>(payload->size()))) return reply(visitor, refused("bytes that are no bedside.v1.Ask"));
    return take(visitor, ask);
  }
  if (visitor->frames.fault() != FrameDecoder::Fault::none) {  // the visitor goes once it has been told, and its socket with it
    if (std::exchange(visitor->leaves, true)) return;
    return reply(visitor, refused(fmt::format("an ask has from 1 to {} bytes: nothing was done", frame_limit)));
  }
  visitor->socket.async_read_some(asio::buffer(visitor->incoming), [this, visitor](error_code error, std::size_t size) {
    if (error) return;
    visitor->frames.append({visitor->incoming.data(), size});
    read(visitor);
  });
}

void BedsideService::take(const std::shared_ptr<Visitor>& visitor, const Ask& ask) {
  server_.catch_up();
  const std::string& serial = server_.pump().birth().settings.capabilities.serial;
  if (ask.pump_serial() != serial) return reply(visitor, refused(fmt::format("this bed holds pump '{}', not '{}'", serial, ask.pump_serial())));
  if (ask.has_wait_for()) return wait_for(visitor, ask.wait_for());
  reply(visitor, answer(ask));
}

void BedsideService::reply(const std::shared_ptr<Visitor>& visitor, Answer answer) {
  const auto& firmware = server_.pump().implant().firmware;
  answer.set_pump_serial(server_.pump().birth().settings.capabilities.serial);
  answer.set_uptime_ms(static_cast<std::uint64_t>(firmware.now.time_since_epoch().count()));
  answer.set_clock_ms(clock_at(firmware, firmware.now).time_since_epoch().count());
  const std::string payload = answer.SerializeAsString();
  visitor->writing.clear();
  for (int shift = 24; shift >= 0; shift -= 8) visitor->writing.push_back(static_cast<char>(payload.size() >> shift & 0xFF));
  visitor->writing += payload;
  asio::async_write(visitor->socket, asio::buffer(visitor->writing), [this, visitor](error_code error, std::size_t) {
    if (!error) read(visitor);
  });
  server_.deliver();
}

pb::Answer BedsideService::answer(const Ask& ask) {
  switch (ask.act_case()) {
    case Ask::kAdvanceClock: return advance_clock(ask.advance_clock());
    case Ask::kSetSpeed: return set_speed(ask.set_speed());
    case Ask::kMoveNeedle:
    case Ask::kWithdraw:
    case Ask::kFill:
    case Ask::kStallMotor:
    case Ask::kSetAccuracy:
    case Ask::kEnterField:
    case Ask::kLeaveField:
    case Ask::kPlanStalls:
    case Ask::kShortFeedthrough:
    case Ask::kDropBattery:
    case Ask::kUseBattery:
    case Ask::kInterfere:
    case Ask::kWearMemory:
    case Ask::kMisprintReplaceBy:
    case Ask::kDelayRecovery:
    case Ask::kSetCatheter:
    case Ask::kLeak:
    case Ask::kFreshPath: return by_hand(ask);
    case Ask::kListen: {
      pb::Answer answer = done();
      *answer.mutable_tones() = tones_of(server_.pump().implant(), server_.pump().birth().settings);
      return answer;
    }
    case Ask::kGetTruth: {
      pb::Answer answer = done();
      *answer.mutable_truth() = truth_of(server_.pump().implant());
      tell_life(server_.pump().implant(), server_.pump().birth().settings, *answer.mutable_truth());
      answer.mutable_truth()->set_speed(server_.clock().speed());
      return answer;
    }
    case Ask::kGetPatient: {
      const Implant& implant = server_.pump().implant();
      if (!implant.patient) return refused("nobody lies in this bed: the pump was made with --patient none, or by a version that knew no patients");
      pb::Answer answer = done();
      *answer.mutable_patient() = patient_of(*implant.patient, implant.firmware.now);
      return answer;
    }
    case Ask::kGetLog: {
      pb::Answer answer = done();
      *answer.mutable_log() = log_of(server_.pump().implant().notes, ask.get_log());
      return answer;
    }
    case Ask::kGetHeard: return heard(ask.get_heard().max());
    case Ask::kSave:
      if (auto error = write_saved(ask.save().path(), server_.pump().saved())) return refused(error->text);
      return done("saved to " + ask.save().path());
    case Ask::kRestore: return restore(ask.restore().path());
    case Ask::kReset: return reset(ask.reset());
    case Ask::kScriptAnswer: return script(ask.script_answer());
    case Ask::kCutLink: return cut_link(ask.cut_link());
    case Ask::kCrash: return crash(ask.crash());
    case Ask::kGetFaults: return faults(false);
    case Ask::kClearFaults: return faults(true);
    case Ask::kArm:
    case Ask::kConfirmPairing:
    case Ask::kGetPairing:
    case Ask::kGetPairings:
    case Ask::kAddPairing:
    case Ask::kRevokePairing: return about_pairing(ask);
    case Ask::kWaitFor:
    case Ask::ACT_NOT_SET: break;
  }
  return refused("an act that this version does not know: nothing was done");
}

pb::Answer BedsideService::set_speed(const pb::SetSpeed& set) {
  if (set.speed() > 86'400) return refused("a speed is 0 (paused) to 86400 (a day each second)");
  server_.clock().set_speed(set.speed(), server_.link_now());
  std::optional<Uptime> hold;
  if (set.has_not_beyond_ms()) hold = uptime_of(set.not_beyond_ms());
  server_.clock().hold_at(hold, server_.link_now());
  return done(fmt::format("speed ×{}", set.speed()));
}

pb::Answer BedsideService::advance_clock(const pb::AdvanceClock& advance) {
  Pump& pump = server_.pump();
  if (pump.device().is_controlled() && !advance.force()) {
    return refused("a programmer holds control, and time does not leap under its hands: wait until it is done, or use --force");
  }
  if (advance.how_far_case() == pb::AdvanceClock::HOW_FAR_NOT_SET) return refused("how far? Neither a time nor until the next event was said: the clock was not moved");
  const Uptime furthest = advance.has_not_beyond_ms() ? std::max(pump.now(), uptime_of(advance.not_beyond_ms())) : WorldClock::end;
  if (advance.until_event()) {
    const Uptime event = pump.next_event();
    if (event > WorldClock::end && !advance.has_not_beyond_ms()) return refused("nothing will happen by itself: the clock was not moved");
    return leap(std::min(event, furthest));
  }
  const auto left = static_cast<std::uint64_t>((WorldClock::end - pump.now()).count());
  if (advance.by_ms() > left) return refused("that is longer than any pump lives: 100 years of pump time are simulated at most");
  return leap(std::min(furthest, pump.now() + Milliseconds(static_cast<std::int64_t>(advance.by_ms()))));
}

pb::Answer BedsideService::leap(Uptime to) {
  if (auto error = server_.pump().leap_to(to)) return refused(error->text);
  server_.clock().restart(server_.pump().now(), server_.link_now());
  return done();
}

pb::Answer BedsideService::by_hand(const Ask& ask) {
  auto moved = server_.pump().do_by_hand(ask);
  if (!moved) return refused(moved.error().text);
  const bool spilled = ask.has_fill() && server_.pump().implant().world.needle == Place::out;
  pb::Answer answer = done(spilled ? "SPILLED: the needle is out, so none of it is in the patient" : "");
  if (ask.has_withdraw() || ask.has_fill() || ask.has_leak() || ask.has_fresh_path()) *answer.mutable_moved() = *moved;
  return answer;
}

pb::Answer BedsideService::heard(std::uint32_t most) {
  const auto& all = server_.pump().device().scripted().heard;
  pb::Answer answer = done();
  answer.mutable_heard();  // also when nothing was
  const std::size_t count = most == 0 ? all.size() : std::min<std::size_t>(most, all.size());
  for (std::size_t i = all.size() - count; i < all.size(); ++i) {
    const auto json = wire::to_json(all[i]);
    answer.mutable_heard()->add_json(json ? *json : "{}");
  }
  return answer;
}

pb::Answer BedsideService::script(const pb::ScriptAnswer& script) {
  const auto request = index_of(script.request());
  if (!request) return refused("an answer is laid out for a request that this version knows");
  if (script.answer() < pb::SCRIPTED_ANSWER_BUSY || script.answer() > pb::SCRIPTED_ANSWER_LOST) {
    return refused("an answer is busy, pending, bad-digest, silence or lost");
  }
  const std::uint32_t times = std::max(1u, script.times());
  server_.pump().device().scripted().answers[*request] = {static_cast<Scripted::Answer>(script.answer()), times};
  return done(fmt::format("the next {} such requests are answered so; `bedside faults --clear` forgets it", times));
}

pb::Answer BedsideService::cut_link(const pb::CutLink& cut) {
  auto& scripted = server_.pump().device().scripted();
  if (cut.frame() == 0) return refused("frames are counted from 1: which one is lost?");
  if (cut.direction() == pb::DIRECTION_TO_PUMP) scripted.cut_to_pump = cut.frame();
  else if (cut.direction() == pb::DIRECTION_FROM_PUMP) scripted.cut_from_pump = cut.frame();
  else return refused("a link is cut to-pump or from-pump");
  return done();
}

pb::Answer BedsideService::crash(const pb::Crash& crash) {
  if (crash.point() == pb::CRASH_POINT_UNSPECIFIED) return server_.pump().crash().clear(), done("no crash any more");
  if (!pb::CrashPoint_IsValid(crash.point())) return refused("a crash point that this version does not know");
  const auto on = index_of(crash.on());
  if (!on && crash.on() != pb::SCRIPTED_REQUEST_UNSPECIFIED) return refused("a crash belongs to a request that this version knows, or to any");
  if (on && crash.point() == pb::CRASH_POINT_BOLUS_STROKE) return refused("a bolus makes its strokes on no command: leave the command out");
  server_.pump().crash().lay_out(static_cast<CrashPoint>(crash.point()), on, std::max(1u, crash.nth()));
  return done("the process will die there");
}

/// What is laid out; `clear`: what is laid out after all was cleared.
pb::Answer BedsideService::faults(bool clear) {
  Pump& pump = server_.pump();
  if (clear) clear_faults(pump.device().scripted(), pump.crash());
  pb::Answer answer = done();
  *answer.mutable_faults() = faults_of(pump.device().scripted(), pump.crash());
  return answer;
}

pb::Answer BedsideService::reset(const pb::Reset& reset) {
  Pump& pump = server_.pump();
  if (reset.has_start() && !reset.fresh()) return refused("only a fresh pump has a start: nothing was done");
  if (auto error = reset.has_start() ? pump.make_fresh(reset.start()) : reset.fresh() ? pump.make_fresh() : pump.reset()) return refused(error->text);
  pairing_port_.disarm("the pump started anew");
  server_.clock().hold_at({}, server_.link_now());
  server_.clock().restart(pump.now(), server_.link_now());
  return done(reset.has_start() ? "a fresh pump, as it starts there" : reset.fresh() ? "a fresh pump, as it was made" : "the firmware was born anew from its memory; the world goes on");
}

pb::Answer BedsideService::restore(const std::string& path) {
  const auto snapshot = read_saved(path);
  if (!snapshot) return refused(snapshot.error().text);
  if (auto error = server_.pump().restore(*snapshot)) return refused(error->text);
  pairing_port_.disarm("the pump started anew");
  server_.clock().hold_at({}, server_.link_now());
  server_.clock().restart(server_.pump().now(), server_.link_now());
  return done("restored from " + path);
}

bool BedsideService::holds(const Waiter& waiter) const {
  const Implant& implant = server_.pump().implant();
  switch (waiter.condition) {
    case pb::CONDITION_CONNECTED: return server_.pump().device().sessions() > 0;
    case pb::CONDITION_CONTROLLED: return server_.pump().device().is_controlled();
    case pb::CONDITION_IDLE: return server_.pump().device().sessions() == 0;
    case pb::CONDITION_OPERATION: return implant.notes.journal.executed() > waiter.operations;
    case pb::CONDITION_ALARM: {
      const auto& open = implant.firmware.alarms.open;
      return std::any_of(open.begin(), open.end(), [](const Alarm& alarm) { return alarm.active; });
    }
    case pb::CONDITION_BOLUS_ENDED: return !implant.firmware.bolus;
    default: return false;
  }
}

void BedsideService::wait_for(const std::shared_ptr<Visitor>& visitor, const pb::WaitFor& wait) {
  if (wait.condition() < pb::CONDITION_CONNECTED || wait.condition() > pb::CONDITION_BOLUS_ENDED) return reply(visitor, refused("a condition that this version does not know"));
  auto waiter = std::make_shared<Waiter>(Waiter{visitor, wait.condition(), server_.pump().implant().notes.journal.executed(), asio::steady_timer(server_.io()), false});
  waiters_.push_back(waiter);
  waiter->timer.expires_after(std::chrono::milliseconds(wait.timeout_ms()));
  waiter->timer.async_wait([this, waiter](error_code cancelled) {
    if (cancelled || std::exchange(waiter->answered, true)) return;
    waiters_.remove(waiter);
    reply(waiter->visitor, refused("it did not come about in time"));
  });
  look();
}

void BedsideService::look() {
  for (const auto& waiter : std::list(waiters_)) {
    if (!holds(*waiter)) continue;
    waiter->answered = true;
    waiter->timer.cancel();
    waiters_.remove(waiter);
    asio::post(server_.io(), [this, waiter] {
      Answer answer = done();
      answer.set_reached(waiter->condition);
      reply(waiter->visitor, std::move(answer));
    });
  }
}

}  // namespace ipt

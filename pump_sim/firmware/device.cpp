// Links and outputs: who is connected, whose turn it is, what goes out in which order.
#include "pump_sim/firmware/device.hpp"

#include <algorithm>
#include <utility>

#include "common/check.hpp"

namespace ipt {
namespace {

constexpr std::size_t longest_identity = 64;
constexpr std::uint32_t our_minor_version = 0;
constexpr Milliseconds protected_hello{10'000};  ///< the handshake is part of it

std::uint64_t nonzero_number(const Randomness& random) {
  std::uint64_t number = 0;
  while (number == 0) random({reinterpret_cast<std::uint8_t*>(&number), sizeof number});
  return number;
}

/// The table of IPT-ROL: what is not named here is not allowed.
bool may_ask(Role role, const Request& request) {
  const auto* log = std::get_if<ReadLog>(&request);
  const bool reads = std::holds_alternative<GetInfo>(request) || std::holds_alternative<GetStatus>(request) || std::holds_alternative<GetProgram>(request) ||
                     (log != nullptr && !log->security) || std::holds_alternative<Subscribe>(request);
  const auto* operation = std::get_if<GetOperation>(&request);
  switch (role) {
    case Role::observer: return reads || (operation != nullptr && !operation->abandon);
    case Role::patient: return std::holds_alternative<RequestBolus>(request);
    case Role::clinician: return !std::holds_alternative<RequestBolus>(request);
  }
  return false;
}

}  // namespace

Device::Device(Firmware& firmware, const FirmwareSettings& settings, Notes& notes, Randomness random, std::uint64_t boot_nonce, DeviceSetup setup)
    : firmware_(firmware), settings_(settings), notes_(notes), random_(std::move(random)), boot_nonce_(boot_nonce), most_sessions_(setup.most_sessions), security_(setup.security), last_link_(setup.links_before) {}

LinkId Device::connected(LinkTime now, LinkTime since, std::optional<Caller> caller) {
  now_ = now;
  const LinkId id = ++last_link_;
  const LinkTime due = since + (caller ? protected_hello : Timeouts{}.hello);
  auto& session = *sessions_.emplace(id, std::make_unique<Session>(id, now, std::chrono::duration_cast<Milliseconds>(due - now))).first->second;
  session.caller = std::move(caller);
  if (sessions_.size() > most_sessions_) {
    session.link.close(GoodbyeReason::busy, "as many connections as this pump allows");
  } else if (session.caller && links_of(session.caller->identity) > most_sessions_ / 4) {
    session.link.close(GoodbyeReason::busy, "as many connections as this pump allows one programmer");
  }
  if (session.link.is_closed()) finish(session);
  else wake_at(session.link.deadline());
  return id;
}

void Device::receive(LinkId id, std::string_view bytes, LinkTime now) {
  now_ = now;
  Session* session = find(id);
  if (session == nullptr) return;
  session->link.receive(bytes, now);
  if (std::find(unread_.begin(), unread_.end(), id) == unread_.end()) unread_.push_back(id);
  work();
}

void Device::disconnected(LinkId id) {
  if (Session* session = find(id)) {
    session->link.lost();
    finish(*session);
  }
  work();
}

Device::Session* Device::find(LinkId id) {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second.get();
}

std::size_t Device::sessions() const {
  return static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(), [](const auto& entry) { return entry.second->link.is_open(); }));
}

std::size_t Device::links_of(const std::string& identity) const {
  return static_cast<std::size_t>(std::ranges::count_if(sessions_, [&](const auto& entry) { return entry.second->caller && entry.second->caller->identity == identity; }));
}

void Device::wake_at(LinkTime at) { deadline_ = std::min(deadline_, at); }

/// Takes messages as long as none waits for a record to become durable.
void Device::work() {
  while (!pending_) {
    if (has_lost_updater()) {
      interrupt();
      continue;
    }
    if (unread_.empty()) break;
    const LinkId id = unread_.front();
    unread_.pop_front();
    if (Session* session = find(id)) drain(*session);
  }
  if (!pending_) announce();
}

void Device::drain(Session& session) {
  while (auto envelope = session.link.next()) {
    scripted_.hear(session.link.last_payload());
    if (Scripted::counts_down(scripted_.cut_to_pump)) {
      session.link.lost();
      break;
    }
    handle(session, *envelope);
    if (pending_) {
      unread_.push_front(session.id);  // what it has already sent is read afterwards
      break;
    }
  }
  flush(session);
  request_.reset();
  if (session.link.is_closed()) finish(session);
  else wake_at(session.link.deadline());  // a sign of life may bring the next Ping nearer than the end of the last one's patience
}

void Device::handle(Session& session, const Envelope& envelope) {
  if (const auto* hello = std::get_if<Hello>(&envelope.body)) return welcome(session, *hello, envelope.seq);
  request(session, std::get<Request>(envelope.body), envelope.seq);
}

void Device::welcome(Session& session, const Hello& hello, std::uint64_t seq) {
  const auto& versions = hello.minor_versions;
  if (std::find(versions.begin(), versions.end(), our_minor_version) == versions.end()) {
    return session.link.close(GoodbyeReason::version, "this pump speaks IPT/1.0");
  }
  const bool means_whichever = hello.pump_serial.empty() && !session.caller;  // in the clear only (IPT-SES-24)
  if (!means_whichever && hello.pump_serial != settings_.capabilities.serial) {
    return session.link.close(GoodbyeReason::wrong_pump, "this is pump " + settings_.capabilities.serial);
  }
  if (auto why = introduce(session, hello)) {
    note(LogKind::session_refused, session, *why);
    return session.link.close(GoodbyeReason::not_allowed, *why);
  }
  const Timeouts timeouts = granted(hello.timeouts);
  session.link.open(nonzero_number(random_), timeouts, frame_limit, now_);
  Welcome welcome;
  welcome.minor_version = our_minor_version;
  welcome.pump_serial = settings_.capabilities.serial;
  welcome.role = session.role;
  welcome.insecure = !session.caller;
  welcome.max_frame_bytes = frame_limit;
  welcome.timeouts = timeouts;
  welcome.boot_count = firmware_.boot_count;
  welcome.boot_nonce = boot_nonce_;
  welcome.time = time_of(firmware_);
  welcome.state_version = firmware_.state_version;
  welcome.log_head = notes_.log.head();
  session.link.send(std::move(welcome), seq);
  wake_at(session.link.deadline());
  note(LogKind::session_opened, session, session.caller ? session.caller->remark : std::string());
}

/// Who the session is, and as what. On a protected link only the pairing counts; a clinician may ask for less.
std::optional<std::string> Device::introduce(Session& session, const Hello& hello) {
  if (session.caller) {
    const Role paired_as = session.caller->role;
    session.identity = session.caller->identity;
    if (hello.role != paired_as && !(paired_as == Role::clinician && hello.role == Role::observer)) return "it is paired in another role than it asks for";
  } else {
    const bool known_role = hello.role == Role::observer || hello.role == Role::clinician || hello.role == Role::patient;
    if (!known_role || hello.client_id.empty() || hello.client_id.size() > longest_identity) return "a Hello names a role and a client_id of 1 to 64 bytes";
    if (hello.client_id.size() == 64 && hello.client_id.find_first_not_of("0123456789abcdef") == std::string::npos) return "a client_id of 64 hex digits is the name of a key, which plaintext does not prove";
    session.identity = hello.client_id;
  }
  session.role = hello.role;
  return {};
}

/// Sessions in the clear are this machine's own: nothing is proved, so nothing is noted.
void Device::note(LogKind kind, const Session& session, const std::string& why) const {
  if (security_ != nullptr && session.caller) security_->note(kind, session.identity, why);
}

void Device::request(Session& session, const Request& request, std::uint64_t seq) {
  Ask ask{session, seq, {}};
  request_ = request.index();
  if (std::holds_alternative<UnknownRequest>(request)) {
    return refuse(ask, {Reason::unknown_request, {}, {}, {}, "this pump does not know that request", {}}, Code::unimplemented);
  }
  if (!may_ask(session.role, request)) return refuse(ask, {Reason::not_allowed, {}, {}, {}, "this role may not ask that", {}});
  if (const auto plan = scripted_.take(request)) {
    if (plan == Scripted::Answer::lost) return;
    if (plan == Scripted::Answer::busy || plan == Scripted::Answer::bad_digest) {
      if (std::holds_alternative<Commit>(request)) session.staged.reset();  // as any refused Commit
      if (plan == Scripted::Answer::busy) return refuse(ask, {Reason::busy, {}, {}, {}, "another programmer has control", Role::clinician});
      return refuse(ask, {Reason::bad_digest, "digest", {}, {}, "the digest is not the receipt's", {}});
    }
    ask.plan = plan;
  }
  struct Dispatch {
    Device& device;
    const Ask& ask;
    void operator()(const UnknownRequest&) const {}
    void operator()(const GetInfo&) const { device.answer(ask, device.settings_.capabilities); }
    void operator()(const GetStatus&) const { device.get_status(ask); }
    void operator()(const GetProgram&) const { device.get_program(ask); }
    void operator()(const ReadLog& read) const { device.read_log(ask, read); }
    void operator()(const GetOperation& get) const { device.get_operation(ask, get); }
    void operator()(const Subscribe& subscribe) const {
      const bool wanted = (subscribe.mask & 1) != 0;
      if (wanted != ask.session.subscribed) wanted ? ++device.subscribers_ : --device.subscribers_;
      ask.session.subscribed = wanted;
      ask.session.told_log_head = ask.session.told_state_version = 0;
      device.answer(ask, Done{});
    }
    void operator()(const AcquireControl&) const { device.acquire_control(ask); }
    void operator()(const ReleaseControl&) const { device.release_control(ask); }
    void operator()(const Stage& stage) const { device.stage(ask, stage); }
    void operator()(const Commit& commit) const { device.commit(ask, commit); }
    void operator()(const Discard& discard) const { device.discard(ask, discard); }
    void operator()(const Stop& stop) const { device.stop(ask, stop); }
    void operator()(const RequestBolus& bolus) const { device.request_bolus(ask, bolus); }
    void operator()(const SilenceAlarm& silence) const { device.act_on_alarm(ask, AlarmRecord::Act::silence, silence.alarm_id); }
    void operator()(const AcknowledgeAlarm& known) const { device.act_on_alarm(ask, AlarmRecord::Act::acknowledge, known.alarm_id); }
    void operator()(const TestAlarm& test) const { device.act_on_alarm(ask, test.critical ? AlarmRecord::Act::test_critical : AlarmRecord::Act::test, 0); }
  };
  std::visit(Dispatch{*this, ask}, request);
}

/// Hands over what the link wants written; a planned cut drops it at that frame.
void Device::flush(Session& session) {
  if (!session.link.has_output()) return;
  std::string bytes = session.link.take_output();
  if (scripted_.cut_from_pump > 0) {
    FrameDecoder frames;
    frames.set_limit(frame_limit);
    frames.append(bytes);
    std::size_t before = 0;
    while (const auto payload = frames.next()) {
      if (Scripted::counts_down(scripted_.cut_from_pump)) {
        bytes.resize(before);
        session.link.lost();
        break;
      }
      before += 4 + payload->size();
    }
  }
  if (!bytes.empty()) output_.emplace_back(Send{session.id, std::move(bytes), request_});
}

/// The session is over: what it held is dropped, therapy goes on.
void Device::finish(Session& session) {
  const LinkId id = session.id;
  flush(session);
  const bool cut = session.link.ending().reason == GoodbyeReason::unspecified;
  if (session.subscribed) --subscribers_;
  if (lease_ && lease_->holder == id) lease_.reset();
  output_.emplace_back(Close{id, cut});
  std::erase(unread_, id);
  sessions_.erase(id);
}

void Device::write(FirmwareInput input, std::function<void(Recorded)> then) {
  IPT_CHECK(!pending_);
  pending_ = Pending{++last_record_, input, std::move(then), request_};
  output_.emplace_back(Store{last_record_, std::move(input), request_});
}

void Device::stored(std::uint64_t number, Recorded recorded) {
  IPT_CHECK(pending_ && pending_->number == number);
  const Pending done = *std::exchange(pending_, std::nullopt);
  if (recorded != Recorded::durable) set_condition(firmware_.alarms, AlarmKind::memory_error, true, time_of(firmware_), notes_.log);
  request_ = done.request;
  done.then(recorded);
  request_.reset();
  work();
}

void Device::caught_up() {
  unwritten_stops_.clear();
  in_doubt_.reset();
}

void Device::advance(LinkTime now) {
  now_ = now;
  if (now < deadline_) return;
  if (lease_ && lease_->ends <= now) drop_lease();
  deadline_ = lease_ ? lease_->ends : no_deadline;
  std::vector<LinkId> closed;
  for (auto& [id, session] : sessions_) {
    session->link.advance(now);
    if (session->staged && session->staged->expires <= now) session->staged.reset();
    if (session->staged) wake_at(session->staged->expires);
    flush(*session);
    if (session->link.is_closed()) closed.push_back(id);
    else wake_at(session->link.deadline());
  }
  for (const LinkId id : closed) finish(*find(id));
  work();
}

void Device::firmware_moved() {
  if (lease_) {
    Session& holder = *find(lease_->holder);
    if (holder.staged && holder.staged->expires_uptime <= firmware_.now) holder.staged.reset();
  }
  if (!pending_) announce();
}

bool Device::has_news_for(const Session& session) const {
  return session.subscribed && (session.told_log_head != notes_.log.head() || session.told_state_version != firmware_.state_version);
}

/// An alarm in an Event to a clinician is shown to that person: that is written down first, once, as for a Status.
void Device::announce() {
  if (subscribers_ == 0) return;
  for (auto& [id, session] : sessions_) {
    if (!has_news_for(*session)) continue;
    if (session->role == Role::clinician && has_unshown(firmware_.alarms) && !tells_unshown_) {
      const AlarmRecord shown{AlarmRecord::Act::shown, session->identity, 0};
      return write(shown, [this, shown](Recorded recorded) {
        tells_unshown_ = recorded != Recorded::durable;
        if (!tells_unshown_) apply(firmware_, settings_, shown, notes_);
      });
    }
    session->told_log_head = notes_.log.head();
    session->told_state_version = firmware_.state_version;
    session->link.send(Event{notes_.log.head(), firmware_.state_version, time_of(firmware_), firmware_.alarms.open});
    flush(*session);
  }
  tells_unshown_ = false;
}

bool Device::has_lost_updater() const { return firmware_.update && updater_ && !sessions_.contains(*updater_); }

/// Nobody waits for the end of what is being written: the pump leaves off, and stays stopped. If that cannot be written
/// down it is not so, and the operation is written to its end. In doubt it is so: a boot comes to the same.
void Device::interrupt() {
  updater_.reset();
  const InterruptionRecord record{firmware_.update->operation_id};
  write(record, [this, record](Recorded recorded) {
    if (recorded != Recorded::failed) IPT_CHECK(!apply(firmware_, settings_, record, notes_));
  });
}

void Device::close_all(GoodbyeReason reason, const std::string& text) {
  while (!sessions_.empty()) {
    Session& session = *sessions_.begin()->second;
    session.link.close(reason, text);
    finish(session);
  }
}

void Device::revoke(const std::string& identity) {
  const auto is_its = [&](const Session& session) { return session.caller && session.caller->identity == identity; };
  end_sessions(is_its, GoodbyeReason::revoked, "this programmer's pairing was revoked");
}

void Device::end_plaintext() {
  end_sessions([](const Session& session) { return !session.caller; }, GoodbyeReason::insecure, "this pump is paired now: it speaks on protected links only");
}

void Device::end_sessions(const std::function<bool(const Session&)>& which, GoodbyeReason reason, const std::string& text) {
  std::vector<LinkId> ended;
  for (const auto& [id, session] : sessions_) {
    if (which(*session)) ended.push_back(id);
  }
  for (const LinkId id : ended) {
    Session& session = *find(id);
    session.link.close(reason, text);
    finish(session);
  }
  work();
}

Response Device::response(Code code) const {
  Response response;
  response.code = code;
  response.state_version = firmware_.state_version;
  response.time = time_of(firmware_);
  return response;
}

void Device::reply(const Ask& ask, Response&& content) {
  if (ask.plan == Scripted::Answer::silence) return;
  ask.session.link.send(std::move(content), ask.seq);
}

void Device::answer(const Ask& ask, decltype(Response::answer)&& content) {
  if (ask.plan == Scripted::Answer::pending) return reply(ask, response(Code::pending));
  Response full = response();
  full.answer = std::move(content);
  reply(ask, std::move(full));
}

void Device::refuse(const Ask& ask, Refusal refusal, Code code) {
  Response full = response(code);
  full.refusal = std::move(refusal);
  reply(ask, std::move(full));
}

}  // namespace ipt

#include "tests/pump_sim/firmware/talk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "common/amount.hpp"
#include "ipt/v1/envelope.pb.h"
#include "pump_sim/profiles/model.hpp"

namespace ipt::test {
namespace {

DeviceProfile profile_named(const std::string& name) {
  const auto profile = load_profile(name);
  REQUIRE(profile);
  return *profile;
}

std::string without(const std::string& prefix, const std::string& name) { return name.starts_with(prefix) ? name.substr(prefix.size()) : name; }

}  // namespace

Table::Table(const Delivered& delivered, const std::string& profile)
    : settings(settings_of(profile_named(profile), serial)), hardware(hardware_of(profile_named(profile))), implant(make_implant(settings, hardware, delivered)) {
  snapshot_ = implant;
  boot();
}

void Table::boot() {
  BootRecord record{dice_()};
  records_.emplace_back(firmware().now, FirmwareInput(record));
  REQUIRE_FALSE(apply(implant.firmware, settings, record, implant.notes));
  settle(implant, settings);
  DeviceSetup setup;
  setup.security = &security;
  if (device_) setup.links_before = device_->last_link();
  const Randomness random = [this](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(dice_());
  };
  device_ = std::make_unique<Device>(implant.firmware, settings, implant.notes, random, record.nonce, setup);
}

void Table::pass(Milliseconds pump_time) {
  const Uptime to = firmware().now + pump_time;
  const bool event = to >= next_event(implant, settings);
  advance(implant, settings, to);
  if (event) device_->firmware_moved();
  deliver();
}

void Table::wait(Milliseconds link_time) {
  const LinkTime until = link_now + link_time;
  while (device_->link_deadline() <= until) {
    link_now = std::max(link_now, device_->link_deadline());
    device_->advance(link_now);
    deliver();
  }
  link_now = until;
  device_->advance(link_now);
  deliver();
}

void Table::stall(bool stalled) {
  by_hand([stalled](World& world, Uptime at) { ipt::stall(world, stalled, at); });
}

void Table::by_hand(Act act) {
  act(implant.world, firmware().now);
  records_.emplace_back(firmware().now, std::move(act));
  settle(implant, settings);
  device_->firmware_moved();
  deliver();
}

Implant Table::recovered() const {
  Implant again = snapshot_;
  for (const auto& [at, input] : records_) {
    advance(again, settings, at);
    if (const auto* act = std::get_if<Act>(&input)) (*act)(again.world, at);
    else REQUIRE_FALSE(apply(again.firmware, settings, std::get<FirmwareInput>(input), again.notes));
    settle(again, settings);
  }
  return again;
}

bool Table::is_durable() const {
  Implant again = recovered();
  advance(again, settings, firmware().now);
  return again == implant;
}

void Table::crash() {
  implant = recovered();
  if (mark_ > firmware().now) advance(implant, settings, mark_);
  diverged_ = false;
  boot();
}

bool Table::write(const FirmwareInput& input) {
  if (failing_ > 0) {
    --failing_;
    diverged_ = true;
    return false;
  }
  if (diverged_) {
    set_condition(implant.firmware.alarms, AlarmKind::memory_error, false, time_of(firmware()), implant.notes.log);
    snapshot_ = implant;
    records_.clear();
    diverged_ = false;
    device_->caught_up();
    if (std::holds_alternative<StopRecord>(input)) return true;
  }
  records_.emplace_back(firmware().now, input);
  return true;
}

void Table::deliver() {
  bool told = false;
  while (device_->has_output()) {
    for (auto& output : device_->take_output()) {
      if (const auto* store = std::get_if<Store>(&output)) {
        happenings_.emplace_back("store");
        settle(implant, settings);
        const bool durable = write(store->input);
        device_->stored(store->number, durable ? Recorded::durable : Recorded::failed);
        settle(implant, settings);
      } else if (auto* send = std::get_if<Send>(&output)) {
        happenings_.emplace_back("send");
        told = true;
        inbox_[send->link] += send->bytes;
      } else {
        closed_.insert(std::get<Close>(output).link);
      }
    }
  }
  if (told && firmware().now > mark_) mark_ = firmware().now + 1s;
}

void NotedSecurity::note(LogKind kind, const std::string& who, const std::string&) {
  std::string words = name(kind);
  std::transform(words.begin(), words.end(), words.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  noted += words + " by " + who + "\n";
}

LinkId Table::connect(std::optional<Caller> caller) {
  const LinkId link = device_->connected(link_now, link_now, std::move(caller));
  deliver();
  return link;
}

void Table::receive(LinkId link, std::string_view bytes) {
  device_->receive(link, bytes, link_now);
  deliver();
}

void Table::revoke(const std::string& identity) {
  device_->revoke(identity);
  deliver();
}

void Table::disconnect(LinkId link) {
  device_->disconnected(link);
  deliver();
}

Client::Client(Table& table, const Person& person) : table_(&table), identity_(person.identity) {
  frames_.set_limit(frame_limit);
  link = table.connect();
  Hello hello;
  hello.pump_serial = serial;
  hello.client_id = person.identity;
  hello.role = person.role;
  hello.timeouts = person.timeouts;
  send(hello);
  const auto came = listen();
  REQUIRE(came.size() == 1);
  REQUIRE(std::holds_alternative<Welcome>(came[0].body));
  welcome = std::get<Welcome>(came[0].body);
}

Client::Client(Table& table, std::string identity, Role role) : Client(table, Person{std::move(identity), role, Person{}.timeouts}) {}

Client Client::silent(Table& table, std::optional<Caller> caller) { return Client(table, std::move(caller), Connected{}); }

Client::Client(Table& table, std::optional<Caller> caller, Connected) : table_(&table) {
  frames_.set_limit(frame_limit);
  link = table.connect(std::move(caller));
}

std::uint64_t Client::send(Body body) {
  send_together({std::move(body)});
  return sent;
}

void Client::send_together(std::vector<Body> bodies) {
  std::string bytes;
  for (auto& body : bodies) codec_.append_frame({session_id, ++sent, 0, std::move(body)}, bytes);
  send_raw(bytes);
}

void Client::send_raw(std::string_view bytes) { table_->receive(link, bytes); }

std::vector<Envelope> Client::listen() {
  std::vector<Envelope> came;
  frames_.append(table_->take_bytes(link));
  while (const auto payload = frames_.next()) {
    auto envelope = codec_.decode(*payload);
    REQUIRE(envelope);
    CHECK(envelope->seq == ++heard_);
    if (std::holds_alternative<Welcome>(envelope->body)) session_id = envelope->session_id;
    CHECK(envelope->session_id == session_id);
    came.push_back(*std::move(envelope));
  }
  CHECK(frames_.fault() == FrameDecoder::Fault::none);
  return came;
}

Response Client::ask(Request request) {
  for (auto& earlier : listen()) news.push_back(std::move(earlier));
  const std::uint64_t seq = send(std::move(request));
  std::vector<Response> answers;
  for (auto& envelope : listen()) {
    if (envelope.reply_to == seq && std::holds_alternative<Response>(envelope.body)) answers.push_back(std::get<Response>(std::move(envelope.body)));
    else news.push_back(std::move(envelope));
  }
  REQUIRE(answers.size() == 1);
  return std::move(answers.front());
}

Response Client::stage_bytes(const Bytes& operation) { return ask(Stage{operation}); }

Response Client::stage(const TherapyKind& kind, ModeAfter mode_after) {
  const auto granted = ask(AcquireControl{});
  REQUIRE(said(granted) == "OK");
  return stage_bytes(wire::encode_therapy({serial, mode_after, kind}));
}

OperationId Client::new_id() {
  static std::uint32_t last = 0;
  OperationId id{};
  const std::uint32_t n = ++last;
  for (std::size_t i = 0; i < 4; ++i) id[i] = static_cast<std::uint8_t>(n >> 8 * i);
  id[15] = 1;
  return id;
}

CommitBody Client::body_of(const Response& staged) {
  REQUIRE(said(staged) == "OK");
  const Receipt& receipt = receipt_of(staged);
  return {new_id(), receipt.stage, receipt.digest, receipt.grant, receipt.after, receipt.warnings, staged.state_version};
}

Response Client::commit(const CommitBody& body) { return ask(Commit{wire::encode_commit(body)}); }

Response Client::change(const TherapyKind& kind, ModeAfter mode_after) {
  const Response staged = stage(kind, mode_after);
  if (said(staged) != "OK") return staged;
  return commit(body_of(staged));
}

Response Client::stop() { return ask(Stop{new_id()}); }

std::string Client::goodbye() {
  for (const auto& envelope : listen()) {
    if (const auto* goodbye = std::get_if<Goodbye>(&envelope.body)) return name(goodbye->reason);
  }
  return "";
}

namespace pb = ::ipt::v1;

std::string said(const Response& response) {
  const std::string code = without("CODE_", pb::Code_Name(static_cast<int>(response.code)));
  if (!response.refusal) return code;
  return fmt::format("{} {}", code, without("REASON_", pb::Reason_Name(static_cast<int>(response.refusal->reason))));
}
std::string name(Mode mode) { return without("MODE_", pb::Mode_Name(static_cast<int>(mode))); }
std::string name(OperationState state) { return without("OPERATION_STATE_", pb::OperationState_Name(static_cast<int>(state))); }
std::string name(Ending ending) { return without("ENDING_", pb::Ending_Name(static_cast<int>(ending))); }
std::string name(Tone tone) { return without("TONE_", pb::Tone_Name(static_cast<int>(tone))); }
std::string name(MotorState motor) { return without("MOTOR_STATE_", pb::MotorState_Name(static_cast<int>(motor))); }
std::string name(LogKind kind) { return without("LOG_KIND_", pb::LogKind_Name(static_cast<int>(kind))); }
std::string name(AlarmKind kind) { return without("ALARM_KIND_", pb::AlarmKind_Name(static_cast<int>(kind))); }
std::string name(GoodbyeReason reason) { return without("GOODBYE_REASON_", pb::GoodbyeReason_Name(static_cast<int>(reason))); }
std::string name(const Date& date) {
  if (const auto* day = std::get_if<PumpDay>(&date)) return iso_day(*day);
  return without("DATE_ABSENT_", pb::DateAbsent_Name(static_cast<int>(std::get<DateAbsent>(date))));
}
std::string names(const std::vector<Warning>& warnings) {
  std::vector<std::string> all;
  for (const auto warning : warnings) all.push_back(without("WARNING_", pb::Warning_Name(static_cast<int>(warning))));
  return fmt::format("{}", fmt::join(all, " "));
}
std::string kinds(const std::vector<LogEntry>& entries) {
  std::vector<std::string> all;
  for (const auto& entry : entries) all.push_back(name(entry.kind));
  return fmt::format("{}", fmt::join(all, " "));
}
std::string kinds_after(const Table& table, std::uint64_t head) {
  std::vector<LogEntry> newer;
  for (const auto& entry : table.notes().log.entries()) {
    if (entry.log_seq > head) newer.push_back(entry);
  }
  return kinds(newer);
}

}  // namespace ipt::test

#pragma once
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/link/frame.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/device.hpp"
#include "pump_sim/implant/implant.hpp"

// A pump on the table and people who talk to it: the device over an implant as pump_sim/host/pump.cpp drives it, with
// a memory that can fail, and clients that are driven by hand. Pump time and link time go on only when a test says so.
namespace ipt::test {

using namespace std::chrono_literals;
using namespace ipt::literals;
using std::chrono::hours;
using std::chrono::minutes;

/// 2026-01-01T00:00, a Thursday.
inline constexpr PumpClock new_year{std::chrono::local_days{std::chrono::year{2026} / 1 / 1}};
inline constexpr Concentration strong = 2'000_ug_per_mL;
inline const std::string serial = "TEST-1";

/// 20 mL of baclofen 2,000 mcg/mL at 120 mcg/day: 60 microlitres, or 240 strokes of 250 nL, a day.
inline Delivered running_pump() { return {"baclofen", strong, 20_mL, 120_ug_per_day, new_year}; }
inline Delivered stopped_pump() { return {"baclofen", strong, 20_mL, {}, new_year}; }
inline Delivered empty_pump() { return {"baclofen", strong, {}, {}, new_year}; }

/// What is noted, in words, a line each.
struct NotedSecurity : SecurityLog {
  std::string noted;
  void note(LogKind, const std::string& who, const std::string& why) override;
  LogPage read(std::uint64_t, std::uint32_t) override { return {}; }
};

class Table {
 public:
  explicit Table(const Delivered& = running_pump(), const std::string& profile = "ipt-20");

  FirmwareSettings settings;
  Hardware hardware;
  Implant implant;
  LinkTime link_now{};
  NotedSecurity security;

  Device& device() { return *device_; }
  [[nodiscard]] const Firmware& firmware() const { return implant.firmware; }
  [[nodiscard]] const Notes& notes() const { return implant.notes; }
  /// Pump time goes on; link time stands still.
  void pass(Milliseconds pump_time);
  /// Link time goes on, stopping at every deadline; pump time stands still.
  void wait(Milliseconds link_time);
  /// So many of the next records cannot be written.
  void fail_records(int count) { failing_ = count; }
  /// The process dies and starts again from what was durable.
  void crash();
  /// The hardware: a motor that stands still.
  void stall(bool stalled);
  /// Whatever hands or fate do to it.
  void by_hand(std::function<void(World&, Uptime)>);
  /// Whether a start from what was written down would make the same pump of it, at this instant.
  [[nodiscard]] bool is_durable() const;
  [[nodiscard]] std::size_t records() const { return records_.size(); }

  LinkId connect(std::optional<Caller> = {});
  void receive(LinkId, std::string_view bytes);
  void disconnect(LinkId);
  void revoke(const std::string& identity);
  [[nodiscard]] std::string take_bytes(LinkId link) { return std::exchange(inbox_[link], {}); }
  [[nodiscard]] bool is_closed(LinkId link) const { return closed_.contains(link); }
  [[nodiscard]] const std::vector<std::string>& happenings() const { return happenings_; }

 private:
  void deliver();
  bool write(const FirmwareInput&);
  void boot();
  [[nodiscard]] Implant recovered() const;

  std::mt19937_64 dice_{20'260'101};
  std::unique_ptr<Device> device_;
  Implant snapshot_;
  using Act = std::function<void(World&, Uptime)>;
  std::vector<std::pair<Uptime, std::variant<FirmwareInput, Act>>> records_;
  Uptime mark_{};
  int failing_ = 0;
  bool diverged_ = false;
  std::map<LinkId, std::string> inbox_;
  std::set<LinkId> closed_;
  std::vector<std::string> happenings_;  ///< "store" and "send", in order
};

/// Who says Hello, and which timeouts they ask for.
struct Person {
  std::string identity = "anna";
  Role role = Role::clinician;
  Timeouts timeouts{0ms, 0ms, 0ms, 0ms, 0ms, 0ms};
};

/// One who talks to the pump. Every envelope that comes is checked for its session and its place in the sequence.
class Client {
 public:
  /// Connects and says Hello; a test fails that expected a Welcome and got none.
  explicit Client(Table&, const Person& = Person{});
  Client(Table&, std::string identity, Role role = Role::clinician);
  /// Only connects.
  static Client silent(Table&, std::optional<Caller> = {});

  /// Sends one message and gives its `seq`; answers are taken with listen().
  std::uint64_t send(Body);
  /// Several messages in one piece.
  void send_together(std::vector<Body>);
  void send_raw(std::string_view bytes);
  /// Everything that has come since, in order.
  std::vector<Envelope> listen();
  /// Sends, and gives the one Response to it; everything else that came goes to `news`.
  Response ask(Request);
  template <class T>
  T get(Request request) {
    const Response response = ask(std::move(request));
    REQUIRE(std::holds_alternative<T>(response.answer));
    return std::get<T>(response.answer);
  }
  Status status() { return get<Status>(GetStatus{}); }
  std::vector<LogEntry> log() { return get<LogPage>(ReadLog{}).entries; }

  /// Takes the lease if need be, and stages.
  Response stage(const TherapyKind&, ModeAfter = ModeAfter::unchanged);
  Response stage_bytes(const Bytes& operation);
  /// What a right commit of that stage says. A new id each time.
  CommitBody body_of(const Response& staged);
  Response commit(const CommitBody&);
  /// Stage and commit.
  Response change(const TherapyKind&, ModeAfter = ModeAfter::unchanged);
  Response stop();
  OperationId new_id();

  void hang_up() { table_->disconnect(link); }
  [[nodiscard]] bool is_closed() const { return table_->is_closed(link); }
  /// Why the pump ended it; nothing if it did not say.
  std::string goodbye();

  Welcome welcome;
  std::vector<Envelope> news;
  LinkId link = 0;
  std::uint64_t session_id = 0;
  std::uint64_t sent = 0;

 private:
  struct Connected {};
  Client(Table&, std::optional<Caller>, Connected);

  Table* table_;
  wire::Codec codec_;
  FrameDecoder frames_;
  std::uint64_t heard_ = 0;
  std::string identity_ = "nobody";
};

inline SimpleContinuous simple(DoseRate dose) { return {dose}; }
inline Program program(DoseRate dose, Concentration concentration = strong) { return {concentration, SimpleContinuous{dose}}; }
inline SingleBolus bolus(Nanograms dose = 50_ug, Milliseconds duration = 20min) { return {dose, duration, strong}; }
inline Refill refill(Nanolitres volume = 18_mL, Concentration concentration = strong) {
  return {volume, {}, {}, "baclofen", concentration, "lot 7", {}, {}, {}};
}
inline PeriodicBolus periodic(Nanograms dose = 25_ug, Milliseconds duration = 30min, Milliseconds interval = 6h, DoseRate basal = {}) {
  return {dose, duration, interval, basal};
}

/// "OK", "REFUSED NO_LEASE", "INVALID BAD_REQUEST": code and reason by their names in the protocol.
std::string said(const Response&);
std::string name(Mode);
std::string name(OperationState);
std::string name(Ending);
std::string name(Tone);
std::string name(MotorState);
std::string name(LogKind);
std::string name(AlarmKind);
std::string name(GoodbyeReason);
/// "2026-05-01", or why there is none: "STOPPED".
std::string name(const Date&);
std::string names(const std::vector<Warning>&);
/// The kinds of the entries, in order: "BOOT OPERATION STOP".
std::string kinds(const std::vector<LogEntry>&);
/// The kinds of the entries from `head` + 1 on.
std::string kinds_after(const Table&, std::uint64_t head);

inline const Receipt& receipt_of(const Response& staged) { return std::get<Receipt>(staged.answer); }
inline OperationResult result_of(const Response& committed) { return *wire::decode_result(std::get<Committed>(committed.answer).result); }

}  // namespace ipt::test

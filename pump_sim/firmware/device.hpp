#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "common/link/link.hpp"
#include "pump_sim/firmware/abandoned.hpp"
#include "pump_sim/firmware/record.hpp"
#include "pump_sim/firmware/scripted.hpp"
#include "pump_sim/firmware/security.hpp"

namespace ipt {

using LinkId = std::uint64_t;

// ---- what the device wants done, in this order. Whatever stands behind a Store waits until it is durable.
struct Store {
  std::uint64_t number = 0;
  FirmwareInput input;
  std::optional<std::size_t> request;  ///< what it belongs to, by the index in Request
};
struct Send {
  LinkId link = 0;
  std::string bytes;
  std::optional<std::size_t> request;  ///< the same: of the last answer in it
};
/// The connection ends once what was sent before is written; `cut` drops it at once.
struct Close {
  LinkId link = 0;
  bool cut = false;
};
using Output = std::variant<Store, Send, Close>;

/// What became of a Store: it is in memory for good; it certainly is not; or nobody can know until memory works again.
enum class Recorded { durable, failed, in_doubt };

/// Fills with random bytes: from the operating system, or seeded in tests.
using Randomness = std::function<void(std::span<std::uint8_t>)>;

struct DeviceSetup {
  std::size_t most_sessions = 4'096;  ///< of which one programmer with a key may hold a quarter
  LinkId links_before = 0;          ///< so that no link of this boot has the number of an earlier one
  SecurityLog* security = nullptr;  ///< outlives the device; null: nothing is noted, and its log is empty
};
/// Who is at the other end of a protected link: its key stands among the pump's pairings.
struct Caller {
  std::string identity;
  Role role = Role::observer;
  std::string remark{};  ///< for the security log, where it tells that the session was opened
};

/// The implant's end of the conversation: sessions, the control lease, stage → receipt → commit, reads, alarms, events.
/// Sans I/O: bytes and link time come in, ordered outputs go out. The caller brings the firmware to the present before
/// it feeds anything; while a Store is not answered the device looks at nothing else, and time must not go on.
class Device {
 public:
  Device(Firmware&, const FirmwareSettings&, Notes&, Randomness, std::uint64_t boot_nonce, DeviceSetup setup = {});

  /// Without a caller: in the clear, where Hello says who it is. Its Hello is due within a time from `since` on.
  LinkId connected(LinkTime now, LinkTime since, std::optional<Caller> caller);
  LinkId connected(LinkTime now) { return connected(now, now, {}); }
  void receive(LinkId, std::string_view bytes, LinkTime now);
  void disconnected(LinkId);
  /// The answer to a Store. Not durable: refused, nothing changed; a Stop stays stopped and says so.
  void stored(std::uint64_t number, Recorded);
  /// Memory holds the present state again, all that could not be written when it came included. An operation in doubt
  /// did not happen.
  void caught_up();
  /// Acts on link time: Hello, pings, the lease, stages.
  void advance(LinkTime now);
  [[nodiscard]] LinkTime link_deadline() const { return deadline_; }
  /// The firmware moved by itself: tells subscribers, and drops stages that outlived their pump time.
  void firmware_moved();
  void close_all(GoodbyeReason, const std::string& text);
  /// Ends every session of that identity at once, its lease and stages with it. Therapy goes on.
  void revoke(const std::string& identity);
  /// Ends every session in the clear: from now on this pump speaks on protected links only.
  void end_plaintext();

  std::vector<Output> take_output() { return std::exchange(output_, {}); }
  [[nodiscard]] bool has_output() const { return !output_.empty(); }

  [[nodiscard]] bool is_controlled() const { return lease_.has_value(); }
  [[nodiscard]] std::size_t sessions() const;
  [[nodiscard]] LinkId last_link() const { return last_link_; }
  /// What the bedside sets up and looks at; not part of the protocol.
  Scripted& scripted() { return scripted_; }

 private:
  struct Staged {
    TherapyOperation operation;
    Receipt receipt;
    std::uint64_t state_version = 0;
    LinkTime expires{};
    Uptime expires_uptime{};
  };
  struct Session {
    Session(LinkId id_, LinkTime now, Milliseconds hello) : id(id_), link(Link::Side::pump, now, hello) {}
    LinkId id;
    Link link;
    std::optional<Caller> caller;  ///< none: in the clear
    std::string identity;
    Role role = Role::observer;
    bool subscribed = false;
    bool lost_lease_to_itself = false;
    std::optional<Staged> staged;
    std::uint64_t told_log_head = 0;
    std::uint64_t told_state_version = 0;
  };
  struct Lease {
    LinkId holder = 0;
    LinkTime ends{};
  };
  struct Pending {
    std::uint64_t number = 0;
    FirmwareInput input;
    std::function<void(Recorded)> then;
    std::optional<std::size_t> request;
  };
  struct Ask {
    Session& session;
    std::uint64_t seq;
    std::optional<Scripted::Answer> plan;  ///< pending or silence: how the answer is spoilt
  };

  // device.cpp: links and outputs
  void work();
  void drain(Session&);
  void handle(Session&, const Envelope&);
  void welcome(Session&, const Hello&, std::uint64_t seq);
  std::optional<std::string> introduce(Session&, const Hello&);
  void note(LogKind, const Session&, const std::string& why) const;
  void request(Session&, const Request&, std::uint64_t seq);
  void flush(Session&);
  void finish(Session&);
  void end_sessions(const std::function<bool(const Session&)>& which, GoodbyeReason, const std::string& text);
  void announce();
  [[nodiscard]] bool has_lost_updater() const;
  void interrupt();
  [[nodiscard]] bool has_news_for(const Session&) const;
  [[nodiscard]] std::size_t links_of(const std::string& identity) const;
  void wake_at(LinkTime);
  Session* find(LinkId);
  void write(FirmwareInput, std::function<void(Recorded)> then);

  Response response(Code = Code::ok) const;
  void answer(const Ask&, decltype(Response::answer)&& content);
  void reply(const Ask&, Response&&);
  void refuse(const Ask&, Refusal, Code = Code::refused);

  // device_reads.cpp
  void get_status(const Ask&);
  void get_program(const Ask&);
  void read_log(const Ask&, const ReadLog&);
  void get_operation(const Ask&, const GetOperation&);
  void get_operation_without_stage(const Ask&, const GetOperation&);
  OperationReport report_of(const JournalEntry&) const;

  // device_control.cpp
  void acquire_control(const Ask&);
  void release_control(const Ask&);
  void stage(const Ask&, const Stage&);
  void commit(const Ask&, const Commit&);
  void discard(const Ask&, const Discard&);
  void stop(const Ask&, const Stop&);
  void write_stop(const Ask&, const StopRecord&, const Stopped&);
  void request_bolus(const Ask&, const RequestBolus&);
  void act_on_alarm(const Ask&, AlarmRecord::Act, std::uint64_t alarm_id);
  std::optional<Refusal> lease_refusal(const Session&) const;
  std::optional<Refusal> commit_refusal(const Session&, const CommitBody&) const;
  void refuse_commit(const Ask&, Refusal, Code = Code::refused);
  /// True when the journal has the last word about this id, or it is being written.
  bool answered_from_journal(const Ask&, const CommitBody&, const Digest& request);
  Session* live_stage(const StageName&);
  void drop_lease();

  Firmware& firmware_;
  const FirmwareSettings& settings_;
  Notes& notes_;
  Randomness random_;
  std::uint64_t boot_nonce_;
  std::size_t most_sessions_;
  SecurityLog* security_;
  std::map<LinkId, std::unique_ptr<Session>> sessions_;
  std::deque<LinkId> unread_;
  std::vector<Output> output_;
  std::optional<Lease> lease_;
  std::optional<Pending> pending_;
  std::optional<std::size_t> request_;  ///< that is worked on
  Scripted scripted_;
  LinkTime now_{};
  LinkTime deadline_ = no_deadline;
  LinkId last_link_;
  std::uint64_t last_record_ = 0;
  std::uint64_t last_stage_ = 0;
  std::size_t subscribers_ = 0;
  AbandonedIds abandoned_;
  std::optional<OperationRecord> in_doubt_;   ///< a Commit, or with no bytes a RequestBolus, that memory may hold or not
  std::vector<OperationId> unwritten_stops_;  ///< obeyed, and answered with `durable` false
  std::optional<LinkId> updater_;             ///< whose operation is being written: if it goes, that is interrupted
  bool tells_unshown_ = false;                ///< that alarms are shown could not be written down: they are told all the same
};

}  // namespace ipt

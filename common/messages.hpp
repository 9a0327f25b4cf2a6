#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/dose_range.hpp"
#include "common/refusal.hpp"
#include "common/therapy.hpp"
#include "common/validate.hpp"

/// What IPT/1 can say, in our own types. proto/SPEC.md is normative; the fields' meanings stand in proto/ipt/v1.
namespace ipt {

/// Bytes of the wire that are kept, digested or compared as they are.
using Bytes = std::string;

struct DeviceTime {
  std::uint64_t boot_count = 0;
  Uptime uptime{};
  PumpClock clock{};
  bool operator==(const DeviceTime&) const = default;
};

/// In link time. Zero in a Hello: the default.
struct Timeouts {
  Milliseconds hello{3'000};
  Milliseconds ping_after{5'000};
  Milliseconds dead_after{3'000};
  Milliseconds lease{30'000};
  Milliseconds max_response{2'000};
  Milliseconds stage{120'000};
  bool operator==(const Timeouts&) const = default;
};

/// Names one stage of one boot for good. Ordered: boots by count, then stages by number.
struct StageName {
  std::uint64_t boot_count = 0;
  std::uint64_t boot_nonce = 0;
  std::uint64_t number = 0;
  bool operator==(const StageName&) const = default;
};

struct Hello {
  std::vector<std::uint32_t> minor_versions{0};
  std::vector<std::string> features;
  std::string pump_serial;
  std::string client_id;
  Role role = Role::observer;
  Timeouts timeouts{Milliseconds{0}, Milliseconds{0}, Milliseconds{0}, Milliseconds{0}, Milliseconds{0}, Milliseconds{0}};
  bool operator==(const Hello&) const = default;
};
struct Welcome {
  std::uint32_t minor_version = 0;
  std::vector<std::string> features;
  std::string pump_serial;
  Role role = Role::observer;
  bool insecure = false;
  std::uint32_t max_frame_bytes = 0;
  Timeouts timeouts;
  std::uint64_t boot_count = 0;
  std::uint64_t boot_nonce = 0;
  DeviceTime time;
  std::uint64_t state_version = 0;
  std::uint64_t log_head = 0;
  bool operator==(const Welcome&) const = default;
};
enum class GoodbyeReason {
  unspecified = 0, done, bad_frame, bad_message, bad_sequence, bad_session, unexpected, version, wrong_pump, not_allowed,
  timeout, busy, revoked, shutting_down, reset, insecure,
};
struct Goodbye {
  GoodbyeReason reason = GoodbyeReason::done;
  std::string text;
  bool operator==(const Goodbye&) const = default;
};
struct Ping {
  bool operator==(const Ping&) const = default;
};
struct Pong {
  bool operator==(const Pong&) const = default;
};

// ---- requests
struct GetInfo {
  bool operator==(const GetInfo&) const = default;
};
struct GetStatus {
  bool operator==(const GetStatus&) const = default;
};
struct GetProgram {
  bool operator==(const GetProgram&) const = default;
};
struct ReadLog {
  std::uint64_t from = 0;
  std::uint32_t max = 0;  ///< 0: as many as fit
  bool security = false;  ///< the security log instead
  bool operator==(const ReadLog&) const = default;
};
struct GetOperation {
  OperationId operation_id{};
  std::optional<StageName> stage;
  bool abandon = false;
  bool operator==(const GetOperation&) const = default;
};
struct Subscribe {
  std::uint32_t mask = 0;
  bool operator==(const Subscribe&) const = default;
};
struct AcquireControl {
  bool operator==(const AcquireControl&) const = default;
};
struct ReleaseControl {
  bool operator==(const ReleaseControl&) const = default;
};
struct Stage {
  Bytes operation;
  bool operator==(const Stage&) const = default;
};
struct Commit {
  Bytes commit_body;
  bool operator==(const Commit&) const = default;
};
struct Discard {
  StageName stage;
  bool operator==(const Discard&) const = default;
};
struct Stop {
  OperationId operation_id{};
  bool operator==(const Stop&) const = default;
};
struct RequestBolus {
  OperationId operation_id{};
  bool operator==(const RequestBolus&) const = default;
};
struct SilenceAlarm {
  std::uint64_t alarm_id = 0;
  bool operator==(const SilenceAlarm&) const = default;
};
struct AcknowledgeAlarm {
  std::uint64_t alarm_id = 0;
  bool operator==(const AcknowledgeAlarm&) const = default;
};
struct TestAlarm {
  bool critical = false;
  bool operator==(const TestAlarm&) const = default;
};
/// Well-formed, but nothing that this side knows.
struct UnknownRequest {
  bool operator==(const UnknownRequest&) const = default;
};
using Request =
    std::variant<UnknownRequest, GetInfo, GetStatus, GetProgram, ReadLog, GetOperation, Subscribe, AcquireControl,
                 ReleaseControl, Stage, Commit, Discard, Stop, RequestBolus, SilenceAlarm, AcknowledgeAlarm, TestAlarm>;

// ---- answers
enum class AlarmKind { low_reservoir = 1, empty_reservoir, stopped_too_long, motor_stall, memory_error, test, elective_replacement, end_of_service,
                       minor_memory_error, battery_reset, telemetry_mode };
enum class Tone { none = 1, single, two_tone };
/// One instance of an alarm. Latched until both cleared and acknowledged.
struct Alarm {
  std::uint64_t id = 0;
  AlarmKind kind = AlarmKind::test;
  bool critical = false;
  bool active = false;  ///< the condition holds
  bool acknowledged = false;
  bool silenced = false;
  Uptime raised{};
  std::optional<Uptime> cleared;
  Tone tone = Tone::none;  ///< what sounds now
  bool operator==(const Alarm&) const = default;
};
enum class BatteryState { good = 1, low, end };
enum class MotorState { turning = 1, halted, stalled };
enum class OperationState {
  not_seen = 1, rejected, pending, executed, partly_executed, superseded, older_than_journal, interrupted,
};
enum class Ending { running = 1, complete, stopped, interrupted };
struct BolusProgress {
  OperationId operation_id{};
  Nanolitres volume;
  Nanolitres delivered;  ///< whole strokes
  Milliseconds remaining{};
  bool operator==(const BolusProgress&) const = default;
};
struct PatientBoluses {
  PatientLimits limits;
  std::uint32_t given_in_24h = 0;
  Uptime next{};  ///< from when on one may be asked for
  bool operator==(const PatientBoluses&) const = default;
};
struct OperationSummary {
  OperationId operation_id{};
  OperationKind kind = OperationKind::program;
  OperationState state = OperationState::executed;
  Uptime executed{};
  bool operator==(const OperationSummary&) const = default;
};
using Info = Capabilities;
struct Status {
  Mode mode = Mode::stopped;
  std::string drug;
  Concentration concentration;
  Nanograms daily_dose;
  FlowRate rate;
  Nanolitres reservoir;  ///< computed, never measured
  Date low_reservoir_alarm = DateAbsent::stopped;
  Date empty = DateAbsent::stopped;
  Date refill_by = DateAbsent::stopped;
  Date replace_by = DateAbsent::stopped;
  std::uint64_t log_head = 0;
  std::optional<Uptime> stopped_since;
  BatteryState battery = BatteryState::good;
  MotorState motor = MotorState::turning;
  std::optional<BolusProgress> bolus;        ///< also a priming
  std::optional<BolusProgress> bridge;
  std::optional<PatientBoluses> patient_boluses;  ///< limits are in force
  std::vector<CriticalValues::OtherDose> other_doses;  ///< of a mixture
  std::vector<Alarm> alarms;                 ///< active or latched
  std::vector<OperationSummary> operations;  ///< newest first, at most three
  Nanolitres low_reservoir_level;
  std::uint32_t refill_lead_days = 0;
  Nanograms achievable_daily_dose;  ///< whole strokes
  Date filled_on = DateAbsent::no_drug;
  bool operator==(const Status&) const = default;
};
/// The operation whose program is in force, as it was received.
struct ProgramReport {
  Bytes operation;
  Digest digest{};
  bool operator==(const ProgramReport&) const = default;
};
enum class LogKind {
  boot = 1, operation, stop, bolus_ended, periodic_dose_cut, alarm_raised, alarm_cleared, alarm_acknowledged,
  alarm_silenced, alarm_shown, clock_set, update_begun, update_interrupted,
  // of the security log only
  armed, pairing_started, pairing_failed, paired, pairing_revoked, session_opened, session_refused, stranger_refused,
  insecure_allowed,
};
struct LogEntry {
  std::uint64_t log_seq = 0;
  DeviceTime time;
  LogKind kind = LogKind::boot;
  std::string who;  ///< identity, where somebody acted
  std::uint64_t alarm_id = 0;
  std::optional<AlarmKind> alarm;
  std::optional<OperationId> operation_id;
  std::optional<OperationKind> operation;
  std::optional<Ending> ending;
  std::optional<Nanolitres> volume;  ///< asked, or entered at a refill
  std::optional<Nanolitres> delivered;
  std::optional<Nanolitres> discrepancy;
  std::optional<PumpClock> old_clock;
  std::optional<DoseRange> dose_before;  ///< of an operation with a program: of the one before, if there was any
  std::optional<DoseRange> dose_after;   ///< and of this one
  std::string why;          ///< of the security log: for people
  std::uint64_t count = 0;  ///< of the security log: so many alike; 0 stands for one
  bool operator==(const LogEntry&) const = default;
};
struct LogPage {
  std::vector<LogEntry> entries;
  std::uint64_t head = 0;
  std::uint64_t floor = 0;
  bool below_floor = false;
  bool operator==(const LogPage&) const = default;
};
struct OperationReport {
  OperationId operation_id{};
  OperationState state = OperationState::not_seen;
  bool stage_live = false;
  std::optional<OperationKind> kind;
  Bytes result;  ///< one OperationResult, as answered
  std::optional<Nanolitres> volume;
  std::optional<Nanolitres> delivered;
  std::optional<Ending> ending;
  bool operator==(const OperationReport&) const = default;
};
struct ControlGranted {
  Milliseconds lease{};
  bool taken_over = false;
  bool operator==(const ControlGranted&) const = default;
};
struct Receipt {
  StageName stage;
  Bytes operation;
  Digest digest{};
  CriticalValues now;
  CriticalValues after;
  std::vector<Warning> warnings;
  Grant grant{};
  Milliseconds expires_in{};
  bool operator==(const Receipt&) const = default;
};
struct Committed {
  Bytes result;
  bool replayed = false;
  bool operator==(const Committed&) const = default;
};
struct Stopped {
  OperationId operation_id{};
  Uptime stopped_since{};
  std::uint64_t state_version = 0;
  bool durable = true;
  bool replayed = false;
  bool operator==(const Stopped&) const = default;
};
/// Nothing to tell but the code.
struct Done {
  bool operator==(const Done&) const = default;
};

enum class Code { ok = 1, refused, pending, invalid, unimplemented, failed };
struct Response {
  Code code = Code::ok;
  std::optional<Refusal> refusal;
  std::uint64_t state_version = 0;
  DeviceTime time;
  std::variant<Done, Info, Status, ProgramReport, LogPage, OperationReport, ControlGranted, Receipt, Committed, Stopped>
      answer;
  bool operator==(const Response&) const = default;
};
struct Event {
  std::uint64_t log_head = 0;
  std::uint64_t state_version = 0;
  DeviceTime time;
  std::vector<Alarm> alarms;
  bool operator==(const Event&) const = default;
};

/// Well-formed, but without a body that this side knows.
struct NoBody {
  bool operator==(const NoBody&) const = default;
};
using Body = std::variant<NoBody, Hello, Welcome, Goodbye, Ping, Pong, Request, Response, Event>;

struct Envelope {
  std::uint64_t session_id = 0;
  std::uint64_t seq = 0;
  std::uint64_t reply_to = 0;
  Body body;
  bool operator==(const Envelope&) const = default;
};

// ---- what is stored or staged as bytes
struct CommitBody {
  OperationId operation_id{};
  StageName stage;
  Digest digest{};
  Grant grant{};
  CriticalValues after;
  std::vector<Warning> warnings;
  std::uint64_t expected_state_version = 0;
  bool operator==(const CommitBody&) const = default;
};
struct OperationResult {
  OperationId operation_id{};
  OperationKind kind = OperationKind::program;
  Uptime executed{};
  std::uint64_t state_version = 0;
  CriticalValues in_force;
  std::optional<Nanolitres> discrepancy;  ///< refill: withdrawn less expected
  bool operator==(const OperationResult&) const = default;
};

}  // namespace ipt

#include "pump_sim/host/pump.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/check.hpp"
#include "pump_sim/host/hands.hpp"
#include "pump_sim/host/replay.hpp"
#include "pump_sim/host/start.hpp"

namespace ipt {
namespace {

using namespace std::chrono_literals;

/// A snapshot is some hundred kilobytes when the log is long: often enough for a quick start, seldom enough to be cheap.
constexpr int records_between_snapshots = 256;

/// What the newest snapshot or the newborn says, as the start of all.
Result<Snapshot> start_of(const std::filesystem::path& file, const std::optional<Snapshot>& newborn, const std::optional<Memory>& stored) {
  if (stored && stored->snapshot) return decode_snapshot(stored->snapshot->bytes);
  if (newborn) return *newborn;
  return Error{fmt::format("'{}' holds no pump, and none is to be made: say with which profile.", file.string())};
}

}  // namespace

Pump::Pump(Storage storage, Snapshot snapshot, Randomness random, DeviceSetup setup)
    : storage_(std::move(storage)), birth_(std::move(snapshot.birth)), implant_(std::move(snapshot.implant)), random_(std::move(random)), setup_(setup) {
  storage_.crash_by(&crash_);
}

Result<std::unique_ptr<Pump>> Pump::open(const std::filesystem::path& file, const std::optional<Snapshot>& newborn, Randomness random, DeviceSetup setup) {
  auto storage = Storage::open(file);
  if (!storage) return storage.error();
  std::optional<Memory> stored;
  if (!storage->pumps().empty()) {
    auto loaded = storage->load(storage->pumps().front());
    if (!loaded) return loaded.error();
    stored = *std::move(loaded);
  }
  auto start = start_of(file, newborn, stored);
  if (!start) return start.error();
  if (stored) {
    if (auto error = replay(*start, stored->records)) return *error;
  }
  std::unique_ptr<Pump> pump(new Pump(*std::move(storage), *std::move(start), std::move(random), setup));
  if (stored) {
    pump->mark_ = stored->time_mark.value_or(pump->now());
    if (pump->mark_ > pump->now()) pump->bring_to(pump->mark_);
  } else if (auto error = pump->storage_.snapshot(pump->birth_.settings.capabilities.serial, 0, encode_snapshot(pump->birth_, pump->implant_))) {
    return *error;
  }
  const StateRecord record = pump->booting();
  if (auto error = pump->append(std::span(&record, 1), std::max(pump->mark_, pump->now()))) return error->error;
  pump->boot(record);
  return pump;
}

StateRecord Pump::booting() {
  BootRecord boot;
  random_({reinterpret_cast<std::uint8_t*>(&boot.nonce), sizeof boot.nonce});
  return {now(), FirmwareInput(boot)};
}

/// As the record says, which is written down.
void Pump::boot(const StateRecord& record) {
  const auto& input = std::get<FirmwareInput>(record.input);
  apply(implant_.firmware, birth_.settings, input, implant_.notes);
  settle(implant_, birth_.settings);
  if (device_) setup_.links_before = device_->last_link();
  device_ = std::make_unique<Device>(implant_.firmware, birth_.settings, implant_.notes, random_, std::get<BootRecord>(input).nonce, setup_);
}

void Pump::bring_to(Uptime to) {
  if (to <= now()) return;
  const Uptime crash = crash_at();
  if (to >= crash) die_at(crash);
  const auto& update = implant_.firmware.update;
  if (update && update->ends <= to && update->ends > mark_ && reserve(update->ends)) put_off_update(to + 1s);
  const bool event = to >= next_event();
  advance(implant_, birth_.settings, to);
  if (event && device_) device_->firmware_moved();
}

/// While its end cannot be kept, a start would find the update interrupted: so it is not over yet.
void Pump::put_off_update(Uptime until) {
  implant_.firmware.update->ends = until;
  raise_memory_error();
}

/// What the pump is now could not be written down: the next write begins with all of it.
void Pump::raise_memory_error() {
  diverged_ = true;
  set_condition(implant_.firmware.alarms, AlarmKind::memory_error, true, time_of(implant_.firmware), implant_.notes.log);
}

Uptime Pump::crash_at() const {
  const auto strokes = crash_.bolus_strokes();
  const auto& order = implant_.firmware.order;
  if (!strokes || !order.bolus) return never;
  const Nanolitres given = order.stroke * static_cast<std::int64_t>(*strokes);
  Uptime before = order.bolus->start;
  Uptime at = before + order.bolus->duration;
  if (bolus_delivered(order, at) < given) return never;
  while (at - before > Milliseconds(1)) {
    const Uptime middle = before + (at - before) / 2;
    (bolus_delivered(order, middle) < given ? before : at) = middle;
  }
  return std::max(at, now());
}

/// A restart resumes at the mark: this instant, unless a later one was told already.
void Pump::die_at(Uptime crash) {
  if (crash > mark_) storage_.reserve(birth_.settings.capabilities.serial, crash);
  CrashPlan::die();
}

std::optional<Error> Pump::leap_to(Uptime to) {
  if (const Uptime crash = crash_at(); to >= crash) die_at(crash);
  if (auto error = reserve(to)) return error;
  bring_to(to);
  return {};
}

std::optional<Error> Pump::reserve(Uptime mark) {
  const std::string& serial = birth_.settings.capabilities.serial;
  auto error = storage_.reserve(serial, mark);
  if (error && storage_.outcome_unknown() && !storage_.settle()) error = storage_.reserve(serial, mark);
  if (!error) mark_ = mark;
  return error;
}

/// All of these or none. A write that broke off half way is settled at once where that is possible.
std::optional<Pump::Unwritten> Pump::append(std::span<const StateRecord> records, Uptime mark) {
  if (auto error = catch_up()) return Unwritten{*error};
  const std::string& serial = birth_.settings.capabilities.serial;
  std::vector<std::string> bytes;
  for (const auto& record : records) bytes.push_back(encode_record(record));
  std::vector<Storage::Entry> entries;
  for (const auto& record : bytes) entries.push_back({serial, record, {}});
  entries.back().time_mark = mark;
  const RecordId before = storage_.last_record(serial);
  const auto id = storage_.append(entries);
  if (!id) {
    if (!storage_.outcome_unknown()) return Unwritten{id.error()};
    if (storage_.settle()) {
      diverged_ = true;
      return Unwritten{id.error(), true};
    }
    if (storage_.last_record(serial) == before) return Unwritten{id.error()};
  }
  mark_ = mark;
  records_since_snapshot_ += static_cast<int>(records.size());
  return {};
}

std::optional<Error> Pump::append_by_hand(std::span<const StateRecord> records, Uptime mark) {
  auto unwritten = append(records, mark);
  if (!unwritten) return {};
  if (unwritten->in_doubt) unwritten->error.text += " (Started anew before that, the pump may show it as done all the same.)";
  return unwritten->error;
}

/// Brings the file up to what could not be written down before.
std::optional<Error> Pump::catch_up() {
  if (auto error = storage_.settle()) return error;
  if (!diverged_) return {};
  const std::string& serial = birth_.settings.capabilities.serial;
  const AlarmBook alarms = implant_.firmware.alarms;
  const Log log = implant_.notes.log;
  set_condition(implant_.firmware.alarms, AlarmKind::memory_error, false, time_of(implant_.firmware), implant_.notes.log);
  if (auto error = storage_.snapshot(serial, storage_.last_record(serial), saved())) {
    implant_.firmware.alarms = alarms;  // the error has not ended: its alarm stays the same instance
    implant_.notes.log = log;
    return error;
  }
  diverged_ = false;
  device_->caught_up();
  return {};
}

Recorded Pump::write(const FirmwareInput& input) {
  if (diverged_ && std::holds_alternative<StopRecord>(input)) {  // it has stopped already: the snapshot holds the stop
    return catch_up() ? Recorded::failed : Recorded::durable;
  }
  const StateRecord record{now(), input};
  const auto unwritten = append(std::span(&record, 1), std::max(mark_, now()));
  if (!unwritten) return Recorded::durable;
  diverged_ = true;
  return unwritten->in_doubt ? Recorded::in_doubt : Recorded::failed;
}

std::optional<Error> Pump::keep_mark(Milliseconds ahead) {
  if (auto error = catch_up()) return error;
  return now() <= mark_ ? std::nullopt : reserve(now() + ahead);
}

std::vector<Output> Pump::take_output(Milliseconds ahead) {
  std::vector<Output> out = std::exchange(farewell_, {});
  while (device_->has_output()) {
    auto outputs = device_->take_output();
    const auto is_store = [](const Output& output) { return std::holds_alternative<Store>(output); };
    if (out.empty() && std::none_of(outputs.begin(), outputs.end(), is_store)) {  // most are: one answer, nothing to write down
      out = std::move(outputs);
      continue;
    }
    for (auto& output : outputs) {
      const auto* store = std::get_if<Store>(&output);
      if (store == nullptr) {
        out.push_back(std::move(output));
        continue;
      }
      settle(implant_, birth_.settings);  // a Stop halts the motor before it is written down
      crash_.work_for(store->request);
      crash_.pass(CrashPoint::before_store);
      const Recorded recorded = write(store->input);
      crash_.pass(CrashPoint::after_store);
      device_->stored(store->number, recorded);
      settle(implant_, birth_.settings);
    }
  }
  if (!out.empty()) {
    const auto* answer = std::get_if<Send>(&out.back());
    crash_.work_for(answer != nullptr ? answer->request : std::nullopt);
    // Nobody is left without an answer, a Stop least of all: the pump goes on with a memory error that it tells.
    if (keep_mark(ahead)) raise_memory_error();
  }
  if (records_since_snapshot_ >= records_between_snapshots) {
    if (auto error = close()) diverged_ = true;
  }
  crash_.work_for({});
  return out;
}

Result<bedside::v1::Moved> Pump::do_by_hand(const bedside::v1::Ask& ask) {
  World after = implant_.world;
  auto moved = act(after, ask, now());
  if (!moved) return moved.error();
  const StateRecord record{now(), HandsRecord{ask.SerializeAsString(), moved->SerializeAsString()}};
  if (auto error = append_by_hand(std::span(&record, 1), std::max(mark_, now()))) return *error;
  implant_.world = std::move(after);
  settle(implant_, birth_.settings);
  device_->firmware_moved();
  return moved;
}

namespace {

std::optional<StageName> higher(const std::optional<StageName>& a, const std::optional<StageName>& b) {
  if (!a || !b) return a ? a : b;
  return std::pair(a->boot_count, a->number) < std::pair(b->boot_count, b->number) ? b : a;
}

/// A pump that went back would be refused by every programmer that knows it: what counts up goes on counting.
void go_on_counting(Implant& next, const Implant& present) {
  Firmware& firmware = next.firmware;
  const Journal& boots = firmware.boot_count > present.firmware.boot_count ? next.notes.journal : present.notes.journal;
  next.notes.journal = Journal::restored(next.notes.journal.entries(), boots.boots(), higher(next.notes.journal.floor(), present.notes.journal.floor()), next.notes.journal.executed());
  if (next.notes.log.head() < present.notes.log.head()) next.notes.log = Log::restored(present.notes.log.head(), {});
  firmware.boot_count = std::max(firmware.boot_count, present.firmware.boot_count);
  firmware.state_version = std::max(firmware.state_version, present.firmware.state_version) + 1;
  firmware.alarms.last_id = std::max(firmware.alarms.last_id, present.firmware.alarms.last_id);
}

}  // namespace

std::optional<Error> Pump::restore(const Snapshot& snapshot) {
  const std::string& serial = birth_.settings.capabilities.serial;
  Snapshot next = snapshot;
  if (next.birth.settings.capabilities.serial != serial) {
    return Error{fmt::format("the saved pump is '{}', and this one is '{}': start that one on its own with --from", next.birth.settings.capabilities.serial, serial)};
  }
  go_on_counting(next.implant, implant_);
  StateRecord booted = booting();
  booted.at = next.implant.firmware.now;
  const StateRecord records[]{{now(), RestoredRecord{encode_snapshot(next.birth, next.implant)}}, booted};
  if (auto error = append_by_hand(records, booted.at)) return error;
  farewell("the pump starts anew");
  birth_ = std::move(next.birth);
  implant_ = std::move(next.implant);
  boot(booted);
  return {};
}

void Pump::farewell(const std::string& text) {
  device_->close_all(GoodbyeReason::reset, text);
  farewell_ = device_->take_output();
}

std::optional<Error> Pump::make_fresh() {
  Implant fresh = make_implant(birth_.settings, birth_.hardware, birth_.delivered);
  if (implant_.patient) fresh.patient = admit(implant_.patient->profile, fresh.world);
  return restore({birth_, std::move(fresh)});
}

std::optional<Error> Pump::make_fresh(const bedside::v1::Start& start) {
  auto fresh = started(birth_, start, implant_.patient);
  return fresh ? restore({birth_, *std::move(fresh)}) : fresh.error();
}

std::optional<Error> Pump::reset() {
  const std::string& serial = birth_.settings.capabilities.serial;
  if (auto error = catch_up()) return error;  // as before any write: the memory holds all that was done
  const auto memory = storage_.load(serial);
  if (!memory) return memory.error();
  auto remembered = decode_snapshot(memory->snapshot->bytes);
  if (!remembered) return remembered.error();
  if (auto error = replay(*remembered, memory->records)) return error;
  advance(remembered->implant, birth_.settings, std::max(now(), remembered->implant.firmware.now));
  const StateRecord booted = booting();
  if (auto error = append_by_hand(std::span(&booted, 1), std::max(mark_, now()))) return error;
  farewell("the pump's firmware was reset");
  implant_.firmware = std::move(remembered->implant.firmware);
  implant_.notes = std::move(remembered->implant.notes);
  boot(booted);
  return {};
}

std::string Pump::saved() const { return encode_snapshot(birth_, implant_); }

std::optional<Error> Pump::close() {
  if (auto error = catch_up()) return error;
  const std::string& serial = birth_.settings.capabilities.serial;
  records_since_snapshot_ = 0;
  return storage_.snapshot(serial, storage_.last_record(serial), saved());
}

}  // namespace ipt

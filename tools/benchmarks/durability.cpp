#include "tools/benchmarks/durability.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "common/check.hpp"
#include "common/digest.hpp"
#include "common/wire.hpp"
#include "pump_sim/firmware/log.hpp"
#include "pump_sim/host/pump.hpp"
#include "tools/benchmarks/process.hpp"

namespace ipt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t changes = Log::kept;
constexpr std::size_t after_the_snapshot = 255;  // of 256, after which a process takes the next
constexpr std::size_t pumps = 10'000;

Storage opened(const fs::path& file) {
  auto storage = Storage::open(file);
  if (!storage) throw CannotRun(storage.error().text);
  return *std::move(storage);
}

void flush(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 || ::fsync(descriptor) != 0) throw CannotRun("cannot flush " + file);
  ::close(descriptor);
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// A program change at this instant, as the device makes a record of it.
StateRecord change(const Implant& implant, const FirmwareSettings& settings, std::size_t number) {
  const TherapyOperation operation{settings.capabilities.serial, ModeAfter::unchanged,
                                   Program{Concentration{2'000'000}, SimpleContinuous{DoseRate{120'000 + static_cast<std::int64_t>(number % 97) * 100}}}};
  OperationRecord record{"bench", {}, {1, 1, number + 1}, {}, wire::encode_therapy(operation), {}};
  for (std::size_t place = 0; place < 4; ++place) record.operation_id[place] = static_cast<std::uint8_t>((number + 1) >> (8 * place));
  record.request = sha256(record.operation);
  record.result = wire::encode_result(foresee(implant.firmware, settings, operation, record.operation, record.operation_id));
  return {implant.firmware.now, FirmwareInput(record)};
}

}  // namespace

LongLife long_life() {
  const Life life = life_of_pump(0);
  Implant implant = newborn(life);
  const Birth birth{"ipt-20", life.settings, life.hardware, life.delivered};
  LongLife made{life.settings, {birth, implant}, {}, {}, changes - after_the_snapshot};
  for (std::size_t number = 0; number < changes; ++number) {
    if (number == made.records_in_it) made.before_the_last = {birth, implant};
    advance(implant, life.settings, implant.firmware.now + Milliseconds(60'000));
    const StateRecord record = change(implant, life.settings, number);
    IPT_CHECK(!apply(implant.firmware, life.settings, std::get<FirmwareInput>(record.input), implant.notes));
    settle(implant, life.settings);
    made.records.push_back(encode_record(record));
  }
  IPT_CHECK(implant.notes.log.entries().size() == Log::kept);
  return made;
}

DurableOperations::DurableOperations(const fs::path& folder, const LongLife& life)
    : records_(life.records), storage_(opened(folder / "operations.db")), file_(::open((folder / "floor").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)) {
  if (file_ < 0) throw CannotRun("cannot make a file in " + folder.string());
}

DurableOperations::~DurableOperations() { ::close(file_); }

double DurableOperations::through_storage(std::chrono::nanoseconds slice) {
  const auto start = Clock::now();
  for (int done = 1;; ++done) {
    mark_ += Milliseconds(1'000);
    if (auto id = storage_.append("bench", next(), Uptime(mark_)); !id) throw CannotRun(id.error().text);
    if (Clock::now() - start >= slice) return done / seconds_since(start);
  }
}

double DurableOperations::through_a_file(std::chrono::nanoseconds slice) {
  const auto start = Clock::now();
  for (int done = 1;; ++done) {
    const std::string& bytes = next();
    if (::write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) || ::fdatasync(file_) != 0) throw CannotRun("cannot write a file");
    if (Clock::now() - start >= slice) return done / seconds_since(start);
  }
}

ManyPumps::ManyPumps(const fs::path& folder) : storage_(opened(folder / "fleet.db")), event_(64, 'e') {
  for (std::size_t pump = 0; pump < pumps; ++pump) names_.push_back(fmt::format("ipt-20-{:05}", pump));
}

double ManyPumps::record_events(std::chrono::nanoseconds slice) {
  std::vector<Storage::Entry> entries;
  for (const auto& name : names_) entries.push_back({name, event_, {}});
  const auto start = Clock::now();
  for (int batches = 1;; ++batches) {
    if (auto id = storage_.append(entries); !id) throw CannotRun(id.error().text);
    if (Clock::now() - start >= slice) return batches * static_cast<double>(entries.size()) / seconds_since(start);
  }
}

Recovery::Recovery(const fs::path& folder, const LongLife& life) : folder_(folder / "recovery") {
  fs::create_directory(folder_);
  const std::string& serial = life.settings.capabilities.serial;
  Storage storage = opened(folder_ / "made.db");
  std::vector<Storage::Entry> entries;
  for (const auto& record : life.records) entries.push_back({serial, record, {}});
  const std::span all(entries);
  if (auto error = storage.snapshot(serial, 0, encode_snapshot(life.newborn.birth, life.newborn.implant))) throw CannotRun(error->text);
  const auto id = storage.append(all.first(life.records_in_it));
  if (!id) throw CannotRun(id.error().text);
  if (auto error = storage.snapshot(serial, *id, encode_snapshot(life.before_the_last.birth, life.before_the_last.implant))) throw CannotRun(error->text);
  if (auto last = storage.append(all.subspan(life.records_in_it)); !last) throw CannotRun(last.error().text);
  // As a kill would leave them at this instant: what is in the log is not yet in the file.
  for (const char* ending : {"", "-wal"}) fs::copy_file((folder_ / "made.db").string() + ending, (folder_ / "left.db").string() + ending);
}

double Recovery::recover() {
  const std::string file = folder_ / "pump.db";
  for (const char* ending : {"", "-wal"}) {
    fs::copy_file((folder_ / "left.db").string() + ending, file + ending, fs::copy_options::overwrite_existing);
    flush(file + ending);  // as the pump had done
  }
  const Randomness nonce = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), std::uint8_t{7}); };
  const auto start = Clock::now();
  const auto pump = Pump::open(file, {}, nonce);
  const double taken = seconds_since(start) * 1'000;
  if (!pump) throw CannotRun(pump.error().text);
  IPT_CHECK((*pump)->implant().notes.log.head() == changes + 1);
  return taken;
}

}  // namespace ipt

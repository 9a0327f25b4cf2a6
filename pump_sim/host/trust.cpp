#include "pump_sim/host/trust.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/wire.hpp"

namespace ipt {
namespace {

constexpr int application_id = 0x49505473;  // "IPTs"
constexpr int our_version = 1;
constexpr Milliseconds one_entry_in{60'000};
/// OpenSSL has some dozen reasons to refuse a handshake; beyond this a stranger invents them.
constexpr std::size_t most_reasons = 32;
constexpr std::size_t most_unwritten = 256;
/// In place of a role, of a key that was paired once: its row stays, so that a pump whose last pairing was revoked does not
/// take itself for one that never had any.
constexpr int revoked = 0;

const std::string schema = fmt::format(
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; BEGIN;"
    "CREATE TABLE pairing(fingerprint BLOB PRIMARY KEY, role INTEGER NOT NULL, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE entry(log_seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
    "PRAGMA application_id={}; PRAGMA user_version={}; COMMIT; PRAGMA journal_mode=WAL",
    application_id, our_version);

std::string_view view(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

Error unusable(const std::filesystem::path& path, const std::string& why) {
  return Error{fmt::format("'{}' {}, so nobody can tell whom this pump trusts, and nothing was changed: put back a saved copy; or move it, what lies beside it under its name (-wal, -shm) and the folder 'keys' away: then it is as a new pump, which this machine's programs may speak to in plaintext until somebody pairs anew.",
                           path.string(), why)};
}

}  // namespace

std::string identity_of(const Digest& fingerprint) { return fmt::format("{:02x}", fmt::join(fingerprint, "")); }

namespace {

Result<Database> open_database(const std::filesystem::path& file, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(std::filesystem::absolute(file).c_str(), &raw, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, "unix");
  Database database(raw);
  if (code != SQLITE_OK) return unusable(file, fmt::format("cannot be opened ({})", sqlite3_errmsg(raw)));
  return database;
}

/// Whole under another name first: a process that ends in the middle leaves no empty file that would be refused.
std::optional<Error> make(const std::filesystem::path& file) {
  const std::filesystem::path made = file.string() + ".new";
  std::error_code why;
  for (const char* ending : {"-wal", "-journal"}) {  // SQLite would lay it over the new file, and let in again who stands in it
    if (std::filesystem::exists(file.string() + ending, why)) return unusable(file, fmt::format("is gone, and what was not yet written into it lies there still ({}{})", file.filename().string(), ending));
  }
  if (!std::filesystem::is_empty(file.parent_path() / "keys", why) && !why) return unusable(file, "is gone, while this pump's key is there");
  for (const char* ending : {"", "-wal", "-journal"}) std::filesystem::remove(made.string() + ending, why);
  {
    auto database = open_database(made, SQLITE_OPEN_CREATE);
    if (!database) return database.error();
    if (execute(database->get(), schema.c_str()) != SQLITE_OK) return unusable(file, fmt::format("cannot be made ({})", sqlite3_errmsg(database->get())));
  }
  std::filesystem::rename(made, file, why);
  if (why) return unusable(file, "cannot be made (" + why.message() + ")");
  return {};
}

}  // namespace

Result<std::unique_ptr<Trust>> Trust::open(const std::filesystem::path& file) {
  if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
    if (auto error = make(file)) return *error;
  }
  auto database = open_database(file, 0);
  if (!database) return database.error();
  sqlite3* const raw = database->get();
  // An empty file is none of ours: taken for new, it would forget who was revoked and who was let in.
  DatabaseHeader header;
  if (read_header(raw, header) != SQLITE_OK || !header.is_database || header.application_id != application_id) return unusable(file, "is not what this program wrote");
  if (header.user_version != our_version) return unusable(file, "was written by another version of this program");
  const int held = execute(raw, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; BEGIN EXCLUSIVE; COMMIT") & 0xff;
  if (held == SQLITE_BUSY) return Error{fmt::format("'{}' is in use: a pump-sim runs on this state already, so nothing was started or changed. End it first; or ask the pump itself, with `bedside` (who is paired: `bedside pairings list`, `add` or `revoke`).", file.string())};
  if (held != SQLITE_OK) return unusable(file, fmt::format("cannot be used ({})", sqlite3_errmsg(raw)));
  std::unique_ptr<Trust> trust(new Trust(file, *std::move(database)));
  if (auto error = trust->load()) return *error;
  return trust;
}

std::optional<Error> Trust::load() {
  Statement pairings(database_.get(), "SELECT fingerprint, role, name FROM pairing ORDER BY name, fingerprint");
  int code = SQLITE_ROW;
  while (pairings && (code = pairings.step()) == SQLITE_ROW) {
    const auto fingerprint = pairings.blob(0);
    const auto role = pairings.integer(1);
    Pairing pairing{{}, static_cast<Role>(role.value_or(0)), std::string(pairings.text(2).value_or(""))};
    was_ever_paired_ = true;
    if (role == revoked) continue;
    if (!fingerprint || fingerprint->size() != pairing.fingerprint.size() || role < 1 || role > 3) return unusable(path_, "is damaged");
    std::copy(fingerprint->begin(), fingerprint->end(), pairing.fingerprint.begin());
    pairings_.push_back(std::move(pairing));
  }
  if (!pairings || code != SQLITE_DONE) return failed("read");
  Statement entries(database_.get(), "SELECT log_seq, bytes FROM entry ORDER BY log_seq");
  std::deque<LogEntry> kept;
  while (entries && (code = entries.step()) == SQLITE_ROW) {
    auto entry = wire::decode_log_entry(entries.blob(1).value_or(""));
    if (!entry || static_cast<std::int64_t>(entry->log_seq) != entries.integer(0)) return unusable(path_, "is damaged");
    if (!kept.empty() && entry->log_seq != kept.back().log_seq + 1) kept.clear();  // of a version that numbered what it could not write
    kept.push_back(*std::move(entry));
  }
  if (!entries || code != SQLITE_DONE) return failed("read");
  const std::uint64_t head = kept.empty() ? 0 : kept.back().log_seq;
  log_ = Log::restored(head, std::move(kept));
  return {};
}

Error Trust::failed(const char* doing) const {
  return Error{fmt::format("'{}': could not {} ({}), so nothing was changed: check the disk, then try again.", path_.string(), doing, sqlite3_errmsg(database_.get()))};
}

const Pairing* Trust::find(const Digest& fingerprint) const {
  const auto found = std::find_if(pairings_.begin(), pairings_.end(), [&](const Pairing& pairing) { return pairing.fingerprint == fingerprint; });
  return found == pairings_.end() ? nullptr : &*found;
}

std::optional<Error> Trust::add(const Pairing& pairing) {
  if (find(pairing.fingerprint) == nullptr && pairings_.size() >= most_pairings) {
    return Error{fmt::format("This pump has {} pairings, as many as it can keep, so nobody was added: revoke one first.", most_pairings)};
  }
  Statement put(database_.get(), "INSERT INTO pairing VALUES(?1, ?2, ?3) ON CONFLICT(fingerprint) DO UPDATE SET role = ?2, name = ?3");
  if (!put || put.bind_blob(1, view(pairing.fingerprint)).bind(2, static_cast<std::int64_t>(pairing.role)).bind_text(3, pairing.name).run() != SQLITE_DONE) return failed("add a pairing");
  std::erase_if(pairings_, [&](const Pairing& other) { return other.fingerprint == pairing.fingerprint; });
  pairings_.push_back(pairing);
  was_ever_paired_ = true;
  note(LogKind::paired, identity_of(pairing.fingerprint), pairing.name);
  return {};
}

std::optional<Error> Trust::revoke(const Digest& fingerprint) {
  const Pairing* const found = find(fingerprint);
  if (found == nullptr) return Error{"No programmer with that fingerprint is paired, so nobody was revoked: `list` shows who is."};
  const std::string name = found->name;
  Statement remove(database_.get(), "UPDATE pairing SET role = ?2 WHERE fingerprint = ?1");
  if (!remove || remove.bind_blob(1, view(fingerprint)).bind(2, revoked).run() != SQLITE_DONE) return failed("revoke a pairing");
  std::erase_if(pairings_, [&](const Pairing& other) { return other.fingerprint == fingerprint; });
  note(LogKind::pairing_revoked, identity_of(fingerprint), name);
  return {};
}

bool Trust::is_written(const LogEntry& entry) {
  const Bytes bytes = wire::encode_log_entry(entry);
  Statement put(database_.get(), "INSERT OR REPLACE INTO entry VALUES(?1, ?2)");
  return put && put.bind(1, static_cast<std::int64_t>(entry.log_seq)).bind_blob(2, bytes).run() == SQLITE_DONE;
}

/// Security is noted as well as may be: a disk that fails must not keep the pump from its work. An entry has its number, and
/// is told, from when it is durable on: so no number is told twice.
void Trust::append(LogEntry entry) {
  unwritten_.push_back(std::move(entry));
  if (unwritten_.size() > most_unwritten) unwritten_.pop_front();
  while (!unwritten_.empty()) {
    unwritten_.front().log_seq = log_.head() + 1;
    if (!is_written(unwritten_.front())) return;
    log_.append(std::move(unwritten_.front()));
    unwritten_.pop_front();
  }
  Statement prune(database_.get(), "DELETE FROM entry WHERE log_seq < ?1");
  if (prune) prune.bind(1, static_cast<std::int64_t>(log_.floor())).run();
}

void Trust::note(LogKind kind, const std::string& who, const std::string& why) {
  LogEntry entry;
  entry.time = now_();
  entry.kind = kind;
  entry.who = who;
  entry.why = why;
  append(std::move(entry));
}

bool Trust::note_durably(LogKind kind, const std::string& who, const std::string& why) {
  note(kind, who, why);
  return unwritten_.empty();
}

void Trust::note_stranger(const std::string& why, LinkTime now) {
  const bool is_known = strangers_.contains(why) || strangers_.size() < most_reasons;
  Strangers& strangers = strangers_[is_known ? why : "other reasons"];
  ++strangers.count;
  flush(now);
}

void Trust::flush(LinkTime now) {
  for (auto& [why, strangers] : strangers_) {
    if (strangers.count == 0 || now < strangers.next) continue;
    LogEntry entry;
    entry.time = now_();
    entry.kind = LogKind::stranger_refused;
    entry.why = why;
    entry.count = std::exchange(strangers.count, 0);
    append(std::move(entry));
    strangers.next = now == no_deadline ? now : now + one_entry_in;
  }
}

}  // namespace ipt

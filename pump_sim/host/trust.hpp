#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/digest.hpp"
#include "common/result.hpp"
#include "common/shell/sqlite.hpp"
#include "common/time.hpp"
#include "pump_sim/firmware/log.hpp"
#include "pump_sim/firmware/security.hpp"

namespace ipt {

/// A programmer that may come in, and as what. The name is what a person reads; the key is what counts.
struct Pairing {
  Digest fingerprint{};
  Role role = Role::observer;
  std::string name;
  bool operator==(const Pairing&) const = default;
};

/// The identity of a session on a protected link: the key's fingerprint in hex, 64 characters.
std::string identity_of(const Digest& fingerprint);

/// Whom the pump lets in, and its security log: one SQLite file beside the pump's memory, not part of it, so that a
/// restored or fresh pump trusts nobody anew. What it returns as done survives a crash at any later instant.
class Trust : public SecurityLog {
 public:
  static constexpr std::size_t most_pairings = 16;

  /// An error says what is wrong with the file; then nothing was changed.
  static Result<std::unique_ptr<Trust>> open(const std::filesystem::path& file);

  [[nodiscard]] const std::vector<Pairing>& pairings() const { return pairings_; }
  /// Also when nobody is any more: such a pump speaks no plaintext of its own accord.
  [[nodiscard]] bool was_ever_paired() const { return was_ever_paired_; }
  [[nodiscard]] const Pairing* find(const Digest& fingerprint) const;
  /// Takes the place of an older pairing of the same key. Refused when as many as may be are paired.
  std::optional<Error> add(const Pairing&);
  /// An error if that key is not paired, or it cannot be written: then it may still come in.
  std::optional<Error> revoke(const Digest& fingerprint);

  /// The pump's time, for entries; until then 0.
  void tell_time_by(std::function<DeviceTime()> now) { now_ = std::move(now); }
  /// What cannot be written down yet is kept in mind, up to a bound, and told of when it is durable.
  void note(LogKind kind, const std::string& who, const std::string& why) override;
  /// The same of what must not begin without: false if it is not durable now.
  [[nodiscard]] bool note_durably(LogKind kind, const std::string& who, const std::string& why);
  /// One of many strangers: the first for a reason is written at once, the others of the next minute as one entry, so
  /// that no flood fills the disk.
  void note_stranger(const std::string& why, LinkTime now);
  /// Writes what was held back and is due by now; no_deadline: all of it.
  void flush(LinkTime now);
  LogPage read(std::uint64_t from, std::uint32_t max) override { return log_.read(from, max); }

 private:
  struct Strangers {
    std::uint64_t count = 0;
    LinkTime next{};
  };
  Trust(std::filesystem::path path, Database database) : path_(std::move(path)), database_(std::move(database)) {}
  std::optional<Error> load();
  Error failed(const char* doing) const;
  void append(LogEntry entry);
  [[nodiscard]] bool is_written(const LogEntry&);

  std::filesystem::path path_;
  Database database_;
  std::vector<Pairing> pairings_;
  bool was_ever_paired_ = false;
  Log log_;
  std::deque<LogEntry> unwritten_;  ///< the oldest first, and without a number until they are durable
  std::map<std::string, Strangers> strangers_;
  std::function<DeviceTime()> now_ = [] { return DeviceTime{}; };
};

}  // namespace ipt

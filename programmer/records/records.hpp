#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/messages.hpp"
#include "common/result.hpp"
#include "common/shell/sqlite.hpp"
#include "programmer/core/change.hpp"

namespace ipt {

/// The highest that this programmer has seen of a pump: one that shows less has gone back in memory.
struct RememberedPump {
  std::string serial;
  std::uint64_t boot_count = 0;
  std::uint64_t state_version = 0;
  std::uint64_t log_head = 0;
  PumpClock clock{};  ///< the newest pump time seen: this programmer's "today"
  Uptime uptime{};    ///< and how long the pump had run then
  bool operator==(const RememberedPump&) const = default;
};

/// A dosing request of this programmer and what became of it.
struct KeptOperation {
  PendingOperation pending;
  std::string serial;
  std::string identity;
  std::string intent;   ///< in words
  PumpClock asked{};    ///< pump time when it was written down
  std::optional<Uptime> asked_uptime{};  ///< how long the pump had run then; older records do not tell
  std::string outcome;  ///< empty: uncertain
  std::string detail;   ///< such as how much of a bolus went in
};

/// A pump that this programmer is paired with: which key it must show, and what this programmer is to it.
struct PinnedPump {
  std::string serial;
  Digest fingerprint{};
  Role role{};
  std::string endpoint;  ///< where it was reached last; empty: not yet
  std::int64_t certificate_ends = 0;  ///< of the one that it showed last: seconds since 1970
  bool operator==(const PinnedPump&) const = default;
};

/// What a programmer must not forget: one SQLite file in a private folder. What it returns as kept survives a crash at
/// any later instant.
class Records {
 public:
  /// An error says what is wrong with folder or file; then nothing was changed.
  static Result<Records> open(const std::filesystem::path& folder);
  [[nodiscard]] std::filesystem::path folder() const { return path_.parent_path(); }

  Result<std::optional<RememberedPump>> pump(const std::string& serial);
  Result<std::vector<RememberedPump>> pumps();
  /// Takes the higher of what is remembered and what is seen, each by itself.
  std::optional<Error> saw(const RememberedPump&);
  /// A person has settled that this pump's memory went back: what it shows now is what counts.
  std::optional<Error> forget(const std::string& serial);

  /// By serial number.
  Result<std::vector<PinnedPump>> pins();
  Result<std::optional<PinnedPump>> pin(const std::string& serial);
  /// Takes the place of an older pin of that serial number.
  std::optional<Error> pin(const PinnedPump&);
  /// Keeps endpoint and end of certificate, if that very key is still pinned.
  std::optional<Error> reached(const PinnedPump&);
  std::optional<Error> unpin(const std::string& serial);

  /// Before anything is sent: the operation is uncertain from now on.
  std::optional<Error> keep(const KeptOperation&);
  std::optional<Error> settle(const OperationId&, const std::string& outcome, const std::string& detail);
  Result<std::vector<KeptOperation>> uncertain(const std::string& serial);
  /// Begun, and it is not known yet how they ended.
  Result<std::vector<KeptOperation>> boluses_under_way(const std::string& serial);
  /// Newest first.
  Result<std::vector<KeptOperation>> operations(int most);
  /// Who this programmer is to a pump, if nobody says otherwise: made once, at random, with these records.
  Result<std::string> identity();

 private:
  Records(std::filesystem::path path, Database database) : path_(std::move(path)), database_(std::move(database)) {}
  Error failed(const char* doing) const;
  std::optional<Error> judge_pages();
  Result<std::vector<KeptOperation>> select(const char* condition, std::string_view text, int most);

  std::filesystem::path path_;
  Database database_;
};

}  // namespace ipt

#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "common/messages.hpp"

namespace ipt {

/// One operation that was done, or interrupted while it was written, and what answers about it for good.
struct JournalEntry {
  OperationId operation_id{};
  std::string identity;
  Digest request{};  ///< of the exact bytes that asked: "the same payload" means these
  OperationKind kind = OperationKind::program;
  bool brings_program = false;
  Bytes result;      ///< as it was answered, and is answered again
  StageName stage;
  Uptime executed{};
  struct Bolus {
    Nanolitres volume;
    Nanolitres delivered;
    Ending ending = Ending::running;
    bool operator==(const Bolus&) const = default;
  };
  std::optional<Bolus> bolus;
  std::optional<Uptime> stopped_since;  ///< a Stop: as it was answered
  bool interrupted = false;  ///< while it was written, at `executed`: never done, no result
  bool operator==(const JournalEntry&) const = default;
};

/// One boot's secret name. Stages of boots that are not listed can only be settled by a person.
struct Boot {
  std::uint64_t count = 0;
  std::uint64_t nonce = 0;
  bool operator==(const Boot&) const = default;
};

/// The newest operations by id. What is evicted leaves a floor behind: stages at or below it are OLDER_THAN_JOURNAL.
class Journal {
 public:
  static constexpr std::size_t kept = 1'024;
  static constexpr std::size_t boots_kept = 256;

  [[nodiscard]] const JournalEntry* find(const OperationId& id) const;
  void add(JournalEntry entry);
  /// A bolus ended: how, and how much of it went in.
  void end_bolus(const OperationId& id, Ending ending, Nanolitres delivered);
  void add_boot(Boot boot);
  /// True when an operation of this stage may have been evicted, or its boot is unknown.
  [[nodiscard]] bool is_older(const StageName& stage) const;

  [[nodiscard]] const std::deque<JournalEntry>& entries() const { return entries_; }
  [[nodiscard]] const std::vector<Boot>& boots() const { return boots_; }
  [[nodiscard]] const std::optional<StageName>& floor() const { return floor_; }
  [[nodiscard]] std::uint64_t executed() const { return executed_; }
  static Journal restored(std::deque<JournalEntry>, std::vector<Boot>, std::optional<StageName> floor, std::uint64_t executed);
  bool operator==(const Journal&) const = default;

 private:
  std::deque<JournalEntry> entries_;  ///< oldest first
  std::vector<Boot> boots_;
  std::optional<StageName> floor_;
  std::uint64_t executed_ = 0;  ///< since the pump was made
};

}  // namespace ipt

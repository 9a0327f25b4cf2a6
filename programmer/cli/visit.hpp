#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "programmer/cli/client.hpp"
#include "programmer/cli/failure.hpp"
#include "programmer/cli/protection.hpp"
#include "programmer/cli/words.hpp"
#include "programmer/core/dose.hpp"
#include "programmer/records/records.hpp"

namespace ipt {

/// An operation that an earlier call left open, and what became of it by the pump's own word.
struct SettledOperation {
  KeptOperation operation;
  Outcome outcome;
};

/// One visit at one pump: connected, read, compared with what is remembered of it, what was left open settled.
class Visit {
 public:
  explicit Visit(const Words& words) : words_(words) {}
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// Opens the records, connects, settles what is open, reads the status. After a failure nothing was changed.
  std::optional<Failure> open(Role);
  /// The same in two steps, for a Stop, which waits for nothing: `connect` does without records if it must.
  std::optional<Failure> connect(Role);
  std::optional<Failure> catch_up(Role);
  /// Only opens the records.
  std::optional<Failure> open_records();
  /// Reads the status anew.
  std::optional<Failure> read();
  /// Keeps what was seen of the pump, so that one whose memory goes back is found out.
  std::optional<Failure> remember();
  /// Asks; no answer is a failure.
  Result<Response, Failure> ask(Request);
  /// Why no change of therapy may be sent to this pump now, other than a Stop.
  [[nodiscard]] std::optional<Failure> why_no_change() const;
  /// A page of the pump's log.
  Result<LogPage, Failure> read_log(std::uint64_t from, std::uint32_t max, bool security = false);
  /// The program that is in force, or waits on a stopped pump; nothing if there is none.
  Result<std::optional<Program>, Failure> program();
  /// Against which a new dose is written: the present one, or on a stopped pump that of a constant program that waits.
  Result<Present, Failure> present();

  Client& client() { return client_; }
  [[nodiscard]] const Client& client() const { return client_; }
  Records& records() { return *records_; }
  [[nodiscard]] bool has_records() const { return records_.has_value(); }
  [[nodiscard]] const Words& words() const { return words_; }
  [[nodiscard]] const Info& info() const { return info_; }
  [[nodiscard]] const Status& status() const { return status_; }
  /// State version and time of the newest answer.
  [[nodiscard]] const Response& header() const { return header_; }
  /// On a protected link: what the pump took this programmer for when it was paired.
  [[nodiscard]] Role paired_as() const { return protection_ ? protection_->pin().role : client_.welcome().role; }
  [[nodiscard]] const std::string& identity() const { return identity_; }
  [[nodiscard]] const std::vector<SettledOperation>& settled() const { return settled_; }
  /// State version of the status that was read last.
  [[nodiscard]] std::uint64_t read_at() const { return read_at_; }
  [[nodiscard]] PumpClock clock() const { return header_.time.clock; }

 private:
  std::optional<Failure> settle();
  std::optional<Failure> follow_boluses();
  Failure unanswered() const;

  std::optional<Failure> compare();
  std::optional<Failure> protect(const Endpoint&);
  std::optional<Failure> is_pinned(const std::string& serial);
  std::optional<Failure> remember_link(const Endpoint&);

  const Words& words_;
  std::optional<Records> records_;
  std::unique_ptr<Protection> protection_;  ///< before the client, which stands on it; null: in the clear
  Client client_;
  std::string identity_;
  Info info_;
  Status status_;
  std::uint64_t read_at_ = 0;
  Response header_;
  std::optional<RememberedPump> went_back_from_;
  RememberedPump shown_;  ///< what it showed then
  std::vector<SettledOperation> settled_;
  std::vector<KeptOperation> uncertain_;
};


}  // namespace ipt

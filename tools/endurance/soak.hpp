#pragma once
#include <memory>
#include <optional>
#include <string>

#include "tools/endurance/life.hpp"

namespace ipt {

/// Pump after pump, each for a whole life. The same seed gives the same run and the same digest, event by event.
class Soak {
 public:
  explicit Soak(std::uint64_t seed);

  /// One event. What is broken then, if anything; after that the soak is over.
  std::optional<std::string> next();

  [[nodiscard]] std::uint64_t events() const { return events_; }
  /// Begun so far.
  [[nodiscard]] std::uint64_t pumps() const { return pumps_; }
  /// Pump time of all pumps.
  [[nodiscard]] Milliseconds lived() const { return lived_ + life_->implant().firmware.now.time_since_epoch(); }
  [[nodiscard]] const Life& life() const { return *life_; }
  /// SHA-256 over every log entry and, at every event, the truth: chained, so that it stands for the whole run.
  [[nodiscard]] const Digest& digest() const { return digest_; }

 private:
  void fresh_pump();
  void digest_event();

  Dice seeds_;
  std::unique_ptr<Life> life_;
  std::uint64_t events_ = 0;
  std::uint64_t pumps_ = 0;
  Milliseconds lived_{};
  Digest digest_{};
  std::uint64_t digested_head_ = 0;
};

}  // namespace ipt

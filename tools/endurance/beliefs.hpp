#pragma once
#include <deque>
#include <optional>
#include <string>

#include "pump_sim/firmware/notes.hpp"

namespace ipt {

/// What a programmer has been told of the operations that it sent, by the pump's word; the newest of them.
class Beliefs {
 public:
  void add(const OperationId& id, bool is_done);
  /// Whether the journal agrees: done once, or not at all.
  [[nodiscard]] std::optional<std::string> compare(const Notes&) const;
  [[nodiscard]] std::size_t size() const { return beliefs_.size(); }

 private:
  struct Belief {
    OperationId id{};
    bool is_done = false;
  };
  static constexpr std::size_t kept = 100;  // far fewer than the journal keeps
  std::deque<Belief> beliefs_;
};

}  // namespace ipt

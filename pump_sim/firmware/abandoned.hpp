#pragma once
#include <map>
#include <set>
#include <string>

#include "common/messages.hpp"

namespace ipt {

/// Operation ids that their owners have given up without a stage to kill, a Stop's as a rule: what still comes under them
/// in this boot is refused. In RAM only, because no session, and so nothing on its way, outlives a boot.
class AbandonedIds {
 public:
  /// Nobody settles as many Stops between two boots, and a full set costs 16 bytes an id. None is ever dropped: whoever
  /// was told "never will be" would then be wrong.
  static constexpr std::size_t most_of_one_identity = 64;
  static constexpr std::size_t most_identities = 1'024;

  /// False: full, and nothing is remembered.
  [[nodiscard]] bool add(const std::string& identity, const OperationId&);
  [[nodiscard]] bool holds(const std::string& identity, const OperationId&) const;

 private:
  std::map<std::string, std::set<OperationId>> ids_;
};

}  // namespace ipt

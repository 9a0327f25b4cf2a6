#include "pump_sim/firmware/abandoned.hpp"

namespace ipt {

bool AbandonedIds::add(const std::string& identity, const OperationId& id) {
  const auto known = ids_.find(identity);
  if (known == ids_.end()) {
    if (ids_.size() >= most_identities) return false;
    ids_[identity].insert(id);
    return true;
  }
  auto& ids = known->second;
  if (ids.size() >= most_of_one_identity) return ids.contains(id);
  ids.insert(id);
  return true;
}

bool AbandonedIds::holds(const std::string& identity, const OperationId& id) const {
  const auto known = ids_.find(identity);
  return known != ids_.end() && known->second.contains(id);
}

}  // namespace ipt

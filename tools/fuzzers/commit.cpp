#include "common/check.hpp"
#include "common/wire.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

bool commit(std::string_view bytes) {
  (void)wire::commit_to_json(bytes);
  const auto body = wire::decode_commit(bytes);
  if (!body) return false;
  const auto again = wire::decode_commit(wire::encode_commit(*body));
  IPT_CHECK(again && *again == *body);
  return true;
}

}  // namespace ipt::fuzz

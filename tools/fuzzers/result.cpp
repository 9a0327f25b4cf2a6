#include "common/check.hpp"
#include "common/wire.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {
namespace {

template <class T>
bool survives(const Result<T>& first, Bytes (*encode)(const T&), Result<T> (*decode)(std::string_view)) {
  if (!first) return false;
  const auto again = decode(encode(*first));
  IPT_CHECK(again && *again == *first);
  return true;
}

}  // namespace

/// The same bytes are tried as each of the three.
bool result(std::string_view bytes) {
  (void)wire::result_to_json(bytes);
  const bool is_result = survives<OperationResult>(wire::decode_result(bytes), wire::encode_result, wire::decode_result);
  const bool is_entry = survives<LogEntry>(wire::decode_log_entry(bytes), wire::encode_log_entry, wire::decode_log_entry);
  const bool is_alarm = survives<Alarm>(wire::decode_alarm(bytes), wire::encode_alarm, wire::decode_alarm);
  return is_result || is_entry || is_alarm;
}

}  // namespace ipt::fuzz

#include "common/check.hpp"
#include "common/validate.hpp"
#include "common/wire.hpp"
#include "tools/fuzzers/pump.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

bool therapy(std::string_view bytes) {
  (void)wire::therapy_to_json(bytes);
  auto operation = wire::decode_therapy(bytes);
  if (!operation) return false;
  const auto again = wire::decode_therapy(wire::encode_therapy(*operation));
  IPT_CHECK(again && *again == *operation);
  (void)validate(*operation, settings().capabilities);
  operation->pump_serial = settings().capabilities.serial;
  do_and_live(*operation);
  return true;
}

}  // namespace ipt::fuzz

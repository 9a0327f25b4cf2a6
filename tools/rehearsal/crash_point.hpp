#pragma once
#include <cstdint>

namespace ipt {

/// One place in the ordered output of the pump, at which its power fails. Stores and Sends are counted from 1, from when
/// the crash was planned.
struct CrashPoint {
  enum class At {
    before_store,  ///< the record is not durable
    after_store,   ///< the record is durable, and nothing behind it has happened
    before_send,   ///< these bytes are never written
    after_send,    ///< these bytes are the last
  };
  At at = At::before_store;
  std::uint32_t nth = 1;
};

/// How the pump comes back.
enum class Comeback {
  reboot,  ///< the whole implant, world included, is what was durable
  reset,   ///< the firmware is what was durable, while the world goes on
};

}  // namespace ipt

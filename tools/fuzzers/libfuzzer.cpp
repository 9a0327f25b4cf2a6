// What libFuzzer calls. Built once a target, with IPT_FUZZ_TARGET naming it.
#include <cstddef>
#include <cstdint>

#include "tools/fuzzers/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ipt::fuzz::IPT_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}

#pragma once

namespace ipt {

/// Says where and what, then ends the program. A broken invariant is our bug: going on could lose or double a dose.
[[noreturn]] void broken_invariant(const char* what, const char* file, int line);

}  // namespace ipt

/// On in every build.
#define IPT_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::ipt::broken_invariant(#condition, __FILE__, __LINE__))

#include "common/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace ipt {

void broken_invariant(const char* what, const char* file, int line) {
  std::fprintf(stderr, "invariant broken: %s (%s:%d). This is a defect of the simulator; please report it.\n", what, file, line);
  std::abort();
}

}  // namespace ipt

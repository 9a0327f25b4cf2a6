#pragma once
#include "common/shell/terminal.hpp"

namespace ipt {

/// Why a command ends before it has done what it was asked: what to say, and how to end.
struct Failure {
  int code = 0;
  Problem problem;
};

}  // namespace ipt

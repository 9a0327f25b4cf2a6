#pragma once
#include <unistd.h>

namespace ipt {

/// Without root's rights until the end of the scope, so that permissions count in a test that runs as root.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0) {
    if (was_root_) took_ = ::seteuid(65'534) == 0;
  }
  ~AsNobody() {
    if (was_root_ && took_) took_ = ::seteuid(0) != 0;
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool was_root_;
  bool took_ = false;
};

}  // namespace ipt

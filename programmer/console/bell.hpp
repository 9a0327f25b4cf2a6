#pragma once
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "common/check.hpp"

namespace ipt {

/// Rung by one thread and heard by another that waits for its descriptor. Rung more than once, it is heard once.
class Bell {
 public:
  Bell() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { IPT_CHECK(descriptor_ >= 0); }
  ~Bell() { ::close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);  // fails only if it rings already
  }
  void quieten() const {
    std::uint64_t rung = 0;
    [[maybe_unused]] const auto read = ::read(descriptor_, &rung, sizeof rung);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace ipt

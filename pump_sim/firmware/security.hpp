#pragma once
#include <string>

#include "common/messages.hpp"

namespace ipt {

/// Who came, what was refused and why: a ring of its own, apart from therapy's log, kept by the shell.
class SecurityLog {
 public:
  virtual ~SecurityLog() = default;
  /// `who`: an identity. Strangers have none: theirs is told by the shell, many at a time.
  virtual void note(LogKind kind, const std::string& who, const std::string& why) = 0;
  virtual LogPage read(std::uint64_t from, std::uint32_t max) = 0;
};

}  // namespace ipt

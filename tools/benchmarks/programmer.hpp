#pragma once
#include <filesystem>

#include "common/shell/tls/context.hpp"

namespace ipt {

/// A programmer that a pump is paired with before it starts: its state folder is given.
class PairedProgrammer {
 public:
  explicit PairedProgrammer(const std::filesystem::path& state);
  /// What it offers; it judges no pump.
  [[nodiscard]] const TlsContext& context() const { return *context_; }
  /// The same with a key that no pump knows.
  [[nodiscard]] const TlsContext& strangers_context() const { return *strangers_; }

 private:
  Identity identity_, stranger_;
  std::unique_ptr<TlsContext> context_, strangers_;
};

}  // namespace ipt

#pragma once
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"

namespace ipt {

/// Writes every frame of a conversation to a file: varint-delimited bedside.v1.Frame messages.
class Recorder {
 public:
  /// The file is made anew. An error says what is wrong with the path.
  static Result<Recorder> open(const std::string& path);
  /// Flushed at once, so that a recording ends with the last frame even after a crash.
  void write(bool to_pump, LinkTime at, std::string_view payload);

 private:
  explicit Recorder(std::ofstream file) : file_(std::make_unique<std::ofstream>(std::move(file))) {}
  std::unique_ptr<std::ofstream> file_;
};

}  // namespace ipt

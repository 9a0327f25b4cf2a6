#pragma once
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"

namespace ipt {

/// Writes every frame of a conversation to a file: varint-delimited bedside.v1.Frame messages.
class Recorder {
 public:
  /// The file is made anew, over an older recording too, but over nothing else. An error says what is wrong with the path.
  static Result<Recorder> open(const std::string& path);
  /// Flushed at once, so that a recording ends with the last frame even after a crash. The error comes once, at the
  /// first frame that cannot be written; nothing is written after it.
  std::optional<Error> write(bool to_pump, LinkTime at, std::string_view payload);
  /// Whether every frame so far is in the file.
  [[nodiscard]] bool is_whole() const { return file_->good(); }

 private:
  Recorder(std::string path, std::ofstream file) : path_(std::move(path)), file_(std::make_unique<std::ofstream>(std::move(file))) {}
  std::string path_;
  std::unique_ptr<std::ofstream> file_;
};

}  // namespace ipt

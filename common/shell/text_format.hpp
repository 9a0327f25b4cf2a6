#pragma once
#include <google/protobuf/text_format.h>

#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ipt {

/// A parsed text-format file that still knows at which line and column each field stands.
class TextFormatFile {
 public:
  explicit TextFormatFile(std::string_view file) : file_(file) {}

  /// Fills the message. The error begins with `file:line:column:` and says what was expected there.
  std::optional<Error> parse(std::string_view text, google::protobuf::Message& message);

  /// As errors call it.
  [[nodiscard]] const std::string& name() const { return file_; }
  /// Where each field stands, counted from 0: for errors deeper inside than `at` goes.
  [[nodiscard]] const google::protobuf::TextFormat::ParseInfoTree& places() const { return places_; }

  /// An error at the n-th (0: first) of a field, or at the end of the file if the field is not there; with `inner`, at
  /// that field inside it, or saying that it is missing there.
  [[nodiscard]] Error at(const google::protobuf::Message& message, const std::string& field, const std::string& what,
                         int n = 0, const std::string& inner = {}) const;

 private:
  std::string file_;
  google::protobuf::TextFormat::ParseInfoTree places_;
  int last_line_ = 0;
};

}  // namespace ipt

#pragma once
#include <string>

#include "common/result.hpp"
#include "common/shell/text_format.hpp"

namespace ipt::rehearsing {

/// One message of a parsed file, which still knows where its fields stand. It must not outlive the file and the message.
class Spot {
 public:
  Spot(const TextFormatFile& file, const google::protobuf::Message& whole)
      : file_(file), message_(whole), tree_(&file.places()), line_(0), column_(0), is_whole_(true) {}

  /// The message in this field, or in the n-th of a repeated one.
  [[nodiscard]] Spot inside(const std::string& field, const google::protobuf::Message& message, int n = 0) const;
  /// `file:line:column: field: what was expected`, at the field; if it is not there, at what should hold it.
  [[nodiscard]] Error wrong(const std::string& field, const std::string& expected, int n = 0) const;
  /// An error inside that field.
  [[nodiscard]] Error wrong_inside(const std::string& field, const std::string& expected, int n, const std::string& inner) const;
  /// Of the field, counted from 1; of the message if the field is not there.
  [[nodiscard]] int line(const std::string& field = {}, int n = 0) const;
  /// Whether it stands in the file, even if it says nothing.
  [[nodiscard]] bool is_written(const std::string& field) const { return find(field, 0).line >= 0; }

 private:
  struct At {
    int line = -1;
    int column = 0;
  };
  [[nodiscard]] At find(const std::string& field, int n) const;

  const TextFormatFile& file_;
  const google::protobuf::Message& message_;
  const google::protobuf::TextFormat::ParseInfoTree* tree_;
  int line_;
  int column_;
  bool is_whole_ = false;
  std::string name_;
};

}  // namespace ipt::rehearsing

#include "tools/rehearsing/spot.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "common/check.hpp"

namespace ipt::rehearsing {

Spot::At Spot::find(const std::string& field, int n) const {
  const auto* descriptor = message_.GetDescriptor()->FindFieldByName(field);
  IPT_CHECK(descriptor != nullptr);
  if (tree_ == nullptr) return {};
  auto found = tree_->GetLocation(descriptor, descriptor->is_repeated() ? n : -1);
  if (found.line < 0 && n > 0) found = tree_->GetLocation(descriptor, 0);  // a list in brackets has one place
  return {found.line, found.column};
}

Spot Spot::inside(const std::string& field, const google::protobuf::Message& message, int n) const {
  const auto* descriptor = message_.GetDescriptor()->FindFieldByName(field);
  IPT_CHECK(descriptor != nullptr);
  Spot inner(file_, message);
  const At at = find(field, n);
  inner.is_whole_ = at.line < 0 && is_whole_;
  inner.line_ = at.line < 0 ? line_ : at.line;
  inner.column_ = at.line < 0 ? column_ : at.column;
  inner.name_ = field;
  inner.tree_ = tree_ == nullptr ? nullptr : tree_->GetTreeForNested(descriptor, descriptor->is_repeated() ? n : -1);
  return inner;
}

Error Spot::wrong(const std::string& field, const std::string& expected, int n) const {
  const At at = find(field, n);
  if (at.line >= 0) return {fmt::format("{}:{}:{}: {}: {}", file_.name(), at.line + 1, at.column + 1, field, expected)};
  const std::string where = is_whole_ ? "the file" : fmt::format("`{}` of line {}", name_, line_ + 1);
  return {fmt::format("{}:{}:{}: {}: {}; {} has none", file_.name(), line_ + 1, column_ + 1, field, expected, where)};
}

Error Spot::wrong_inside(const std::string& field, const std::string& expected, int n, const std::string& inner) const {
  const auto* descriptor = message_.GetDescriptor()->FindFieldByName(field);
  const auto* reflection = message_.GetReflection();
  if (inner.empty() || descriptor->message_type() == nullptr) return wrong(field, expected, n);
  const bool is_there = descriptor->is_repeated() ? n < reflection->FieldSize(message_, descriptor) : reflection->HasField(message_, descriptor);
  if (!is_there) return wrong(field, expected, n);
  const auto& message = descriptor->is_repeated() ? reflection->GetRepeatedMessage(message_, descriptor, n) : reflection->GetMessage(message_, descriptor);
  return inside(field, message, n).wrong(inner, expected);
}

int Spot::line(const std::string& field, int n) const {
  if (field.empty()) return line_ + 1;
  const At at = find(field, n);
  return (at.line < 0 ? line_ : at.line) + 1;
}

}  // namespace ipt::rehearsing

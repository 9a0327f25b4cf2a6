#include "common/shell/text_format.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>
#include <vector>

#include "common/printable.hpp"

namespace ipt {
namespace {

/// protobuf counts lines and columns from 0, editors from 1.
std::string place(const std::string& file, int line, int column) {
  return fmt::format("{}:{}:{}", file, std::max(line, 0) + 1, std::max(column, 0) + 1);
}

/// protobuf tells of a name that it did not like only after it has read on, so its place is that of the next token.
/// This is the name in such an error.
std::string_view name_passed(std::string_view what) {
  for (const std::string_view before : {"has no field named \"", "Unknown enumeration value of \"", "Non-repeated field \""}) {
    const auto found = what.find(before);
    if (found == what.npos) continue;
    what.remove_prefix(found + before.size());
    return what.substr(0, what.find('"'));
  }
  return {};
}

/// A message that a file opens and does not close.
struct Opened {
  std::string name;
  std::size_t line = 1;
};

/// The innermost one, if the text ends inside any.
std::optional<Opened> left_open(std::string_view text) {
  std::vector<Opened> open;
  std::string name;
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (c == '"' || c == '\'') {
      while (++at < text.size() && text[at] != c) at += text[at] == '\\';
    } else if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
      const bool goes_on = at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == '_');
      name = goes_on ? name + c : std::string(1, c);
    } else if (c == '{' || c == '<') {
      open.push_back({name, line});
    } else if ((c == '}' || c == '>') && !open.empty()) {
      open.pop_back();
    }
  }
  if (open.empty()) return {};
  return open.back();
}

/// The field whose name or value ends the text, with those that it lies in: "capacity_nl.value". Empty: none.
std::string field_at_end(std::string_view text) {
  std::vector<std::string> inside;
  std::string field;
  bool is_value = false;  // what comes next, after a colon
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-' || c == '+'; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (c == '"' || c == '\'') {
      while (++at < text.size() && text[at] != c) at += text[at] == '\\';
      is_value = false;
    } else if (is_word(c)) {
      const std::size_t begin = at;
      while (at + 1 < text.size() && is_word(text[at + 1])) ++at;
      if (!is_value && (std::isalpha(static_cast<unsigned char>(c)) || c == '_')) field = text.substr(begin, at + 1 - begin);
      is_value = false;
    } else if (c == ':') {
      is_value = true;
    } else if (c == '{' || c == '<') {
      inside.push_back(std::exchange(field, {}));
      is_value = false;
    } else if ((c == '}' || c == '>') && !inside.empty()) {
      inside.pop_back();
      field.clear();
    }
  }
  if (!field.empty()) inside.push_back(field);
  return fmt::format("{}", fmt::join(inside, "."));
}

/// Where the text stops being text, which no such file does.
std::optional<std::size_t> first_strange_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character_at(text.substr(at));
    const bool is_space = text[at] == '\n' || text[at] == '\t' || text[at] == '\r';
    if (size == 0 || (!is_space && is_control(text.substr(at, size)))) return at;
    at += size;
  }
  return {};
}

/// Keeps the first error: the others mostly follow from it.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  FirstError(const std::string& file, std::string_view text) : file_(file), text_(text) {}
  void AddError(int line, int column, const std::string& what) override {
    if (error_) return;
    const auto name = name_passed(what);
    if (!name.empty()) step_back(name, line, column);
    const bool at_end = what.ends_with("got: ") || what.ends_with("found \"\".");
    error_ = Error{place(file_, line, column) + ": " + (at_end ? ends_early() : name.empty() ? field_of(line, column) + expected(what) : what)};
  }
  void AddWarning(int line, int column, const std::string& what) override { AddError(line, column, what); }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  [[nodiscard]] std::string ends_early() const {
    const auto inside = left_open(text_);
    return inside ? fmt::format("the file ends inside `{} {{`, which line {} opens and nothing closes", inside->name, inside->line) : "the file ends where more was expected";
  }

  [[nodiscard]] std::size_t place_in_text(int line, int column) const {
    std::size_t begin = 0;
    for (int n = 0; n < line; ++n) begin = text_.find('\n', begin) + 1;
    return std::min(begin + static_cast<std::size_t>(std::max(column, 0)), text_.size());
  }

  /// protobuf's own words, but where they do not say what would do.
  static std::string expected(const std::string& what) {
    if (what != "Need space between number and identifier.") return what;
    return "Expected a number, then a space: its unit is in the name of the field, or else number and unit stand in quotes.";
  }

  /// "capacity_nl.value: ", where the error is.
  [[nodiscard]] std::string field_of(int line, int column) const {
    const auto field = field_at_end(text_.substr(0, place_in_text(line, column)));
    return field.empty() ? "" : field + ": ";
  }

  void step_back(std::string_view name, int& line, int& column) const {
    const std::size_t found = text_.rfind(name, place_in_text(line, column));
    if (found == text_.npos) return;
    const std::string_view before = text_.substr(0, found);
    line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    column = static_cast<int>(found - (before.rfind('\n') + 1));  // npos + 1 is 0: the first line
  }

  const std::string& file_;
  std::string_view text_;
  std::optional<Error> error_;
};

/// The names that a field of this name takes, in whatever message of the file it stands.
std::string values_of(std::string_view field, const google::protobuf::FileDescriptor& file) {
  for (int m = 0; m < file.message_type_count(); ++m) {
    const auto* found = file.message_type(m)->FindFieldByName(std::string(field));
    if (found == nullptr || found->enum_type() == nullptr) continue;
    std::string names;
    for (int i = 1; i < found->enum_type()->value_count(); ++i) names += (i == 1 ? "" : " or ") + found->enum_type()->value(i)->name();
    return names;
  }
  return {};
}

/// What may stand where the error found a name that may not.
std::string expected_instead(const std::string& error, const google::protobuf::Descriptor& file_type) {
  if (error.find("Unknown enumeration value") != error.npos) {
    const std::string_view before = "for field \"";
    const auto begin = error.find(before) + before.size();
    const auto names = values_of(error.substr(begin, error.find('"', begin) - begin), *file_type.file());
    return names.empty() ? "" : fmt::format(" Expected {}.", names);
  }
  if (error.find("has no field named") == error.npos) return "";
  const std::string_view mark = "Message type \"";
  const auto begin = error.find(mark) + mark.size();
  const auto* type = file_type.file()->pool()->FindMessageTypeByName(error.substr(begin, error.find('"', begin) - begin));
  if (type == nullptr) return "";
  std::string names;
  for (int i = 0; i < type->field_count(); ++i) names += (i == 0 ? "" : ", ") + type->field(i)->name();
  return fmt::format(" Expected one of: {}.", names);
}

}  // namespace

std::optional<Error> TextFormatFile::parse(std::string_view text, google::protobuf::Message& message) {
  last_line_ = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  if (!text.empty() && text.back() == '\n') --last_line_;
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return Error{file_ + ": is too large to be such a file"};
  if (const auto strange = first_strange_byte(text)) {
    const std::string_view before = text.substr(0, *strange);
    const auto begin = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
    return Error{fmt::format("{}: expected text in UTF-8, found the byte 0x{:02x}: this is another kind of file, or it was saved in another encoding",
                             place(file_, static_cast<int>(std::count(before.begin(), before.end(), '\n')), static_cast<int>(*strange - begin)), static_cast<unsigned char>(text[*strange]))};
  }
  FirstError errors(file_, text);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&places_);
  google::protobuf::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  if (parser.Parse(&input, &message) && !errors.error()) return std::nullopt;
  if (!errors.error()) return Error{place(file_, 0, 0) + ": expected " + message.GetTypeName() + " in text format"};
  Error error = *errors.error();
  error.text += expected_instead(error.text, *message.GetDescriptor());
  return error;
}

Error TextFormatFile::at(const google::protobuf::Message& message, const std::string& field, const std::string& what,
                         int n, const std::string& inner) const {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  const int index = descriptor->is_repeated() ? n : -1;
  auto found = places_.GetLocation(descriptor, index);
  if (const auto* tree = inner.empty() ? nullptr : places_.GetTreeForNested(descriptor, index)) {
    const auto inside = tree->GetLocation(descriptor->message_type()->FindFieldByName(inner), -1);
    if (inside.line < 0) return {fmt::format("{}: `{} {{` of line {} has no {}: {}", place(file_, found.line, found.column), field, found.line + 1, inner, what)};
    found = inside;
  }
  const bool is_there = found.line >= 0;
  return {fmt::format("{}: {}", place(file_, is_there ? found.line : last_line_, is_there ? found.column : 0), what)};
}

}  // namespace ipt

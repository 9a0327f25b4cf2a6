#include "common/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ipt {
namespace {

bool is_between(char c, unsigned char first, unsigned char last) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= first && byte <= last;
}

std::string with_escapes(std::string_view text, bool keep_newlines) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = character_at(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    if (size > 0 && (!is_control(character) || (keep_newlines && character == "\n"))) {
      out += character;
    } else {
      for (const char c : character) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    text.remove_prefix(character.size());
  }
  return out;
}

}  // namespace

std::size_t character_at(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (size == 0 || text.size() < size) return 0;
  // No character has two spellings, none is half of a pair, and none lies beyond U+10FFFF.
  if (!is_between(text[1], first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80, first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF)) return 0;
  for (std::size_t i = 2; i < size; ++i)
    if (!is_between(text[i], 0x80, 0xBF)) return 0;
  return size;
}

char32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  char32_t point = first & (0x7FU >> character.size());
  for (const char c : character.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  return point;
}

bool is_control(std::string_view character) {
  // Unicode 15: Default_Ignorable_Code_Point, Bidi_Control, line ends, annotations, and blanks (with U+2800).
  constexpr std::pair<char32_t, char32_t> ranges[] = {
      {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},   {0x115F, 0x1160}, {0x1680, 0x1680},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
      {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
      {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
  const char32_t point = code_point(character);
  return std::ranges::any_of(ranges, [&](const auto& range) { return point >= range.first && point <= range.second; });
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_at(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool is_plain_name(std::string_view text) {
  bool was_blank = false;
  for (std::size_t size = 0; !text.empty(); text.remove_prefix(size)) {
    size = character_at(text);
    const std::string_view character = text.substr(0, size);
    if (size == 0 || is_control(character)) return false;
    const bool is_blank = character == " " || character == "\u00A0";
    if (is_blank && was_blank) return false;
    was_blank = is_blank;
  }
  return true;
}

std::string printable(std::string_view text) { return with_escapes(text, false); }
std::string printable_lines(std::string_view text) { return with_escapes(text, true); }

}  // namespace ipt

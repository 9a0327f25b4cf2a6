#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ipt {

/// How many bytes the UTF-8 character has with which the text begins: 0 if it begins with none.
std::size_t character_at(std::string_view text);
/// Of one whole character of UTF-8.
char32_t code_point(std::string_view character);
/// Whether that character steers what shows the text instead of showing in it: below 0x20, from 0x7F to 0x9F, those of
/// Unicode that end a line, turn its direction or cannot be seen, and blanks other than the space and U+00A0.
bool is_control(std::string_view character);
bool is_utf8(std::string_view text);
/// Whether a text can stand beside another without seeming to be part of it, or something else: nothing in it is_control()
/// or no UTF-8, and no two blanks in a row.
bool is_plain_name(std::string_view text);

/// For a terminal, whatever came from an argument, a file or a peer: control characters and bytes that are no UTF-8 stand
/// as `\x1b`. Once more changes nothing.
std::string printable(std::string_view text);
/// The same of whole lines: newlines stay.
std::string printable_lines(std::string_view text);

}  // namespace ipt

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// A code point and how many bytes it takes; 0 bytes where the text is malformed.
struct CodePoint {
  char32_t c = 0;
  std::size_t length = 0;
};
/// The one that begins at byte `i`, which must lie in the text; malformed as decode_utf8() says.
CodePoint code_point_at(std::string_view text, std::size_t i);

/// How many code points a well-formed text has.
std::size_t count_code_points(std::string_view text);

/// The code points of `text`, or nullopt where it is not well-formed UTF-8 (RFC 3629: overlong
/// forms, surrogates and values above U+10FFFF are malformed).
std::optional<std::u32string> decode_utf8(std::string_view text);

/// Appends one code point; `c` must be a Unicode scalar value.
void append_utf8(std::string& out, char32_t c);

std::string encode_utf8(std::u32string_view text);

/// True when `text` holds U+0000–U+001F, U+007F–U+009F or a line or paragraph separator
/// (U+2028, U+2029), or is not well-formed UTF-8.
bool has_control_character(std::string_view text);

/// `text` with U+FFFD in the place of each such character and of each byte that is not UTF-8.
std::string without_control_characters(std::string_view text);

/// `U+5265` in the form that the Unicode standard uses.
std::string code_point_name(char32_t c);

/// Splits at code point borders into pieces of at most `max_bytes` (at least 4).
std::vector<std::string_view> split_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace saihakko

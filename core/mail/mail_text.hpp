#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saihakko {

/// ASCII letters in lower case; what is not ASCII stays.
std::string lower_case(std::string_view text);

/// Without spaces, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

/// Takes the next line off the text and returns it without its line end (CRLF or LF).
std::string_view take_line(std::string_view& text);

/// One line of at most `longest` bytes (at least 4) that a terminal can show: runs of white space
/// become one space, a control character or a byte that is no UTF-8 becomes U+FFFD.
std::string one_line(std::string_view text, std::size_t longest);

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace saihakko

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// A text as it is printed is a std::u32string with one element a printed character: a code point,
/// or a base character with the variation selector behind it (葛 U+E0100: which form of the
/// character a name is written with), packed into one value above U+10FFFF. So a line never breaks
/// between the two, and a width is looked up once.

/// nullopt where `utf8` is not well-formed. A selector that follows nothing stays by itself.
std::optional<std::u32string> printed_text(std::string_view utf8);

/// U+FE00–U+FE0F and U+E0100–U+E01EF.
bool is_variation_selector(char32_t c);

/// The parts of a printed character; `selector` is 0 for a code point alone.
struct PrintedParts {
  char32_t base = 0;
  char32_t selector = 0;
};
PrintedParts printed_parts(char32_t printed);

/// The character as UTF-8, selector included.
std::string printed_utf8(char32_t printed);

/// `U+845B U+E0100`.
std::string printed_name(char32_t printed);

}  // namespace saihakko

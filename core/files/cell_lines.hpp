#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The lines into which a spreadsheet breaks the text of a cell that holds `width` half-width
/// characters of a font whose full-width ones are twice as wide (BIZ UDGothic). A character counts
/// as full-width unless it is ASCII or half-width katakana, for what Unicode calls ambiguous
/// (① ※ ─) is drawn so. Words of ASCII stay whole where they fit, closing punctuation stays with
/// what it closes. Text that is not UTF-8 counts a byte a character.
std::vector<std::string> cell_lines(std::string_view text, std::size_t width);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The text of each page of a PDF as an independent program reads it (poppler's pdftotext, as a
/// process of its own), all white space taken out. Throws LetterError when the program is missing,
/// fails or prints a warning.
std::vector<std::string> read_back_pages(std::string_view pdf);

/// `text` without ASCII and ideographic white space: lines that a letter wraps become one again.
std::string without_space(std::string_view text);

}  // namespace saihakko

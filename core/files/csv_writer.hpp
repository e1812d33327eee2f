#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saihakko {

/// One record of a CSV file with its CRLF (RFC 4180). Quotes stand where a field needs them: a
/// comma, quote or line break inside, or space at its border. A file for Excel begins with
/// kUtf8Bom of core/files/text_encoding.hpp.
std::string csv_line(std::span<const std::string_view> fields);
std::string csv_line(std::span<const std::string> fields);

/// A cell as a spreadsheet shows it and does not compute it: visible_text(), with an apostrophe
/// before what would be taken for a formula. CSV has no type of text; the full-width signs count
/// too, as they are typed in Japan.
std::string defused(std::string_view cell);

}  // namespace saihakko

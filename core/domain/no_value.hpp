#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// Whether a text is what people and spreadsheets write for "nothing": blank, punctuation or zeros
/// alone (`-`, `.`, `0`, `000-0000`), one digit again and again (`999-9999`), an error of a
/// spreadsheet (`#N/A`, `Err:502`) or a word of the table in no_value.cpp (`NULL`, 不明). For
/// names, addresses, postcodes, phones and the like, whatever file they stand in.
bool is_no_value(std::string_view text);

/// Whether a text is an error of a spreadsheet alone (`#N/A`, `#REF!`, `Err:502`).
bool is_spreadsheet_error(std::string_view text);

/// The text as it is kept: clean_text(), and empty where that is no value.
std::string value_in(std::string_view text);

}  // namespace saihakko

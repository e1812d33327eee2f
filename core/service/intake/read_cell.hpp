#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/service/intake/item_error.hpp"

namespace saihakko {

/// A free text of a cell as it is kept (clean_text(): line breaks inside become one blank). nullopt
/// with an error of the column where a control character is left, which the error names with its
/// place, or where the text has more than `longest` characters.
std::optional<std::string> read_text(std::string_view column, std::string_view cell,
                                     std::size_t longest, ItemErrors& errors);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>

#include "core/store/engine/database.hpp"

namespace saihakko {

/// The notice number of the letter that a person names: by that number; or by a receipt or office
/// number, which means its only live letter, else the newest of its only application with letters.
/// Throws UsageError when there is none, or, with the candidates, when there are several.
std::string named_letter(Database& database, std::string_view text);

}  // namespace saihakko

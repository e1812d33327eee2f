#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The one of `words` (not empty) that is fewest single-character changes away from `word`.
std::string nearest_word(std::string_view word, const std::vector<std::string>& words);

}  // namespace saihakko

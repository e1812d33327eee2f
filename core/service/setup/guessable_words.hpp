#pragma once

#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Whether one of the words stands in templates/guessable-words.txt: UTF-8, a word a line in lower
/// case, lines that begin with # passed over. Read each time, so that a new list counts at once.
/// Throws ConfigurationError, FileError.
bool is_guessable_word(const Settings& settings, const std::vector<std::string>& words);

}  // namespace saihakko

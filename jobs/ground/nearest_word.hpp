#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The one of `words` that was probably meant; nullopt where none is near. Dashes in front do not
/// count.
std::optional<std::string> nearest_word(std::string_view word,
                                        const std::vector<std::string>& words);

/// What leads on from a mistyped word: `status ではありませんか` where one of `words` is near,
/// else all of them. Empty when there are none.
std::string nearest_word_text(std::string_view word, const std::vector<std::string>& words);

/// `a、b、c`.
std::string listed(const std::vector<std::string>& words);

}  // namespace saihakko

#pragma once

#include <span>
#include <string_view>

namespace saihakko {

/// Whether one of the phrases stands in the words, beginning where a word begins. Both are UTF-8 in
/// lower case.
bool holds_any_phrase(std::string_view words, std::span<const std::string_view> phrases);

}  // namespace saihakko

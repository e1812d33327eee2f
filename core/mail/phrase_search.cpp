#include "core/mail/phrase_search.hpp"

#include <algorithm>
#include <cstddef>

namespace saihakko {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool holds(std::string_view words, std::string_view phrase) {
  for (std::size_t at = words.find(phrase); at != std::string_view::npos;
       at = words.find(phrase, at + 1)) {
    if (at == 0 || !is_letter_or_digit(words[at - 1]) || !is_letter_or_digit(phrase.front())) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool holds_any_phrase(std::string_view words, std::span<const std::string_view> phrases) {
  return std::ranges::any_of(phrases, [&](auto phrase) { return holds(words, phrase); });
}

}  // namespace saihakko

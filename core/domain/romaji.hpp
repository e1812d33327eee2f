#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// Katakana (full- or half-width) and hiragana in Latin letters, word by word with a blank between;
/// all else but Latin letters parts words, too. In the form of plain_romaji().
std::string romaji_of(std::string_view kana);

/// One spelling for all romanizations of a word, in lower case: Hepburn's (`shi chi tsu fu ji`)
/// becomes Kunrei's (`si ti tu hu zi`), long vowels become short, double consonants single.
std::string plain_romaji(std::string_view latin);

}  // namespace saihakko

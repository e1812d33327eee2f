#pragma once

namespace saihakko {

/// The one character that a letter and the combining mark behind it show (か U+3099 → が, e U+0301
/// → é), for kana and Latin letters; 0 where there is none. The marks that stand by themselves
/// (゛ U+309B, ゜ U+309C) count as combining ones behind a kana that takes them.
char32_t composed_character(char32_t letter, char32_t mark);

/// False for all characters that composed_character() joins to no letter.
bool may_be_combining(char32_t mark);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>

namespace saihakko {

// One rule for all that people type, paste and export: headers, cells, codes, addresses, print.
// A blank is a white space of Unicode (U+0020, U+00A0, U+2000–U+200A, U+202F, U+3000 …, TAB, CR and
// LF among them). A character that nobody sees (U+200B, U+2060, U+FEFF, marks of direction, soft
// hyphen …) is nothing. Variation selectors are seen: they choose the form of a name's character.

/// A white space of Unicode, controls that break a line among them.
bool is_blank(char32_t c);

/// What takes no room and has no form of its own: zero-width characters, marks of direction, tags.
bool is_unseen(char32_t c);

/// What fold_width() makes of one character.
char32_t fold_character(char32_t c);

/// For comparing and parsing what people type, never for printing: full-width ASCII becomes ASCII,
/// each blank a space, letters upper case; outer blanks and what nobody sees go. Malformed UTF-8 is
/// left as it is.
std::string fold_width(std::string_view text);

/// The outer blanks and unseen characters taken off, nothing else changed.
std::string_view trim(std::string_view text);

/// The text as the eye sees it, for keeping and printing: trimmed, each blank inside a space (the
/// ideographic one stays what it is), blanks with a line break or a TAB among them one space, what
/// nobody sees nothing, a letter and the combining mark behind it (か U+3099, e U+0301: NFD) the
/// one character that shows them. Compatibility ideographs stay (NFC would change names). Malformed
/// UTF-8 is left as it is.
std::string clean_text(std::string_view text);

/// The text for a terminal or a log: what would move the cursor, turn the direction of reading or
/// not be seen stands as its name (`<U+001B>`, `<U+202E>`), a byte that is no UTF-8 as `<FF>`. Ends
/// of lines stay.
std::string visible_text(std::string_view text);

/// Which control character that no line ends with stands where: `3文字目に制御文字 U+001B
/// があります`; for what is no UTF-8 the same in other words. The text must hold one
/// (has_control_character() of its clean_text()).
std::string control_character_in(std::string_view text);

}  // namespace saihakko

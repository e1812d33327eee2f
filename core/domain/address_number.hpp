#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// `text` in the characters that the rules of the address number speak of: full-width forms,
/// circled digits and Roman numerals as their plain characters, letters in capitals, each dash a
/// hyphen, a radical (U+2F00 …) the ideograph that it looks like.
std::u32string plain_address(std::u32string_view text);

/// A kanji numeral: 〇 to 九, 十, 百, 千.
bool is_kanji_numeral(char32_t c);

/// Whether a kanji numeral before `rest` becomes digits: 丁, 番, 号, 地割, 線, の (manual, p. 19).
bool counts_numeral(std::u32string_view rest);

/// 二十一 → 21, 百五 → 105, 千二百 → 1200, and also 一二 → 12, as old addresses write.
unsigned kanji_numeral_value(std::u32string_view numeral);

/// The address number (住所表示番号) of what follows the town: digits, hyphens and single capital
/// letters, for example "3-20-5B604"; empty when there is none. `plain` is of plain_address().
/// Rules: Japan Post, 郵便番号・バーコードマニュアル, p. 19.
std::string address_number(std::u32string_view plain);

}  // namespace saihakko

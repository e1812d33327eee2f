#include "core/domain/town_end.hpp"

#include <algorithm>
#include <cstddef>

#include "core/domain/address_number.hpp"
#include "core/domain/prefecture_name.hpp"
#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

using View = std::u32string_view;
constexpr std::size_t kPostcodeDigits = 7;

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_numeral(char32_t c) {
  return is_digit(c) || is_kanji_numeral(c);
}
bool is_katakana(char32_t c) {
  return (c >= U'ァ' && c <= U'ヺ') || (c >= U'ｦ' && c <= U'ﾝ') || c == U'ー' || c == U'-';
}
/// A character that a town's name is written with.
bool is_name(char32_t c) {
  return (c >= U'ぁ' && c <= U'ヺ') || c == U'々' || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

/// The place of the first character of `text` that is none of a municipality's name: behind
/// 都道府県, 市, 区, 町, 村, each as far as it comes before the first Arabic numeral.
std::size_t municipality_end(View text) {
  const auto digit = std::find_if(text.begin(), text.end(), is_digit);
  const View name = text.substr(0, static_cast<std::size_t>(digit - text.begin()));
  const std::size_t end = prefecture_length(name);
  std::size_t unit = name.find_first_of(U"市区町村郡", std::min(end + 1, name.size()));
  if (unit == View::npos) return end;
  while (unit + 1 < name.size() && (name[unit + 1] == U'市' || name[unit + 1] == U'郡'))
    ++unit;  // 四日市市, 余市郡
  if (name[unit] == U'郡') {
    const std::size_t village = name.find_first_of(U"町村", unit + 2);
    return village == View::npos ? unit + 1 : village + 1;
  }
  constexpr std::size_t kLongestWard = 5;  // 保土ケ谷区
  const std::size_t ward = name.find(U'区', unit + 1);
  const bool city = name[unit] == U'市' && ward != View::npos && ward - unit <= kLongestWard;
  return (city ? ward : unit) + 1;
}

/// The second look at 番, which is also the head of 番町 and 番丁, and the end of 十番.
bool counts_as_ban(View rest, bool kanji) {
  if (rest.empty() || rest.starts_with(U"地")) return true;
  if (!is_numeral(rest.front())) return !is_name(rest.front()) || rest.starts_with(U"の");
  if (rest.find(U"丁目") != View::npos) return false;  // 十番二丁目: a block is named before its 番
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_numeral);
  return !kanji || View(end, rest.end()).starts_with(U"号");
}

bool numeral_follows(View rest, std::size_t from) {
  return rest.size() > from && is_numeral(rest[from]);
}

/// Whether the numeral before `rest` is surely one of the address and none of the town's name.
bool surely_number(View rest, bool kanji) {
  if (rest.empty()) return true;
  for (const View word : {U"丁目", U"地割", U"番地", U"街区", U"階", U"室", U"棟"}) {
    if (rest.starts_with(word)) return true;
  }
  if (rest.starts_with(U"番")) return counts_as_ban(rest.substr(1), kanji);
  if (rest.starts_with(U"号")) return !rest.starts_with(U"号線") && !rest.starts_with(U"号地");
  if (rest.starts_with(U"丁")) return numeral_follows(rest, 1);  // 堺市: 四丁六番
  if (rest.starts_with(U"の") || rest.starts_with(U"ノ")) return numeral_follows(rest, 1);
  if (kanji) return false;
  if (rest.size() > 1 && is_katakana(rest[0]) && is_katakana(rest[1])) return true;  // a building
  return !is_name(rest.front());
}

/// How many characters the postcode takes that `text` begins with; 0: none. `digits`: which one it
/// must be, empty for any.
std::size_t postcode_length(View text, std::string_view digits) {
  std::size_t i = 0;
  std::size_t count = 0;
  std::string found;
  for (; i < text.size() && count < kPostcodeDigits; ++i) {
    if (is_digit(text[i])) {
      found.push_back(static_cast<char>(text[i]));
      ++count;
    } else if (text[i] != U'-' || count != 3) {
      return 0;
    }
  }
  const bool ends = i == text.size() || (!is_digit(text[i]) && text[i] != U'-');
  return count == kPostcodeDigits && ends && (digits.empty() || found == digits) ? i : 0;
}

/// Of a postcode as it was until 1998, three digits or three and two; 0: none.
std::size_t old_postcode_length(View text) {
  const auto digits = [text](std::size_t from) {
    std::size_t end = from;
    while (end < text.size() && is_digit(text[end]))
      ++end;
    return end - from;
  };
  if (digits(0) != 3) return 0;
  const bool five = text.size() > 3 && text[3] == U'-' && digits(4) == 2;
  return five ? 6 : 3;
}

}  // namespace

std::optional<std::u32string> behind_unknown_town(View plain) {
  std::size_t i = municipality_end(plain);
  const std::size_t begin = i;
  while (i < plain.size()) {
    if (!is_numeral(plain[i])) {
      ++i;
      continue;
    }
    const bool kanji = !is_digit(plain[i]);
    std::size_t end = i;
    while (end < plain.size() && is_numeral(plain[end]) && is_digit(plain[end]) != kanji)
      ++end;
    const View rest = plain.substr(end);
    if (!kanji || counts_numeral(rest)) {
      if (!surely_number(rest, kanji)) return std::nullopt;
      return std::u32string(plain.substr(i));
    }
    i = end;
  }
  return std::u32string(plain.substr(begin));
}

std::u32string without_postcodes(View plain, std::string_view digits) {
  std::u32string kept;
  bool begun = false;
  for (std::size_t i = 0; i < plain.size();) {
    const bool marked = plain[i] == U'〒';
    std::size_t at = i;
    while (at < plain.size() && (plain[at] == U'〒' || (marked && is_blank(plain[at]))))
      ++at;
    const bool fresh = i == 0 || !is_digit(plain[i - 1]);
    const std::size_t length =
        fresh ? postcode_length(plain.substr(at), marked || !begun ? "" : digits) : 0;
    if (marked && length == 0) at += old_postcode_length(plain.substr(at));
    if (marked || length > 0) {
      kept.push_back(U' ');
      i = at + length;
      continue;
    }
    begun = begun || !is_blank(plain[i]);
    kept.push_back(plain[i++]);
  }
  return kept;
}

}  // namespace saihakko

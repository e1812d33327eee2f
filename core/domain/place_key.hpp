#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The name of a place, or an address that begins with one, in the form in which the two are
/// compared: blanks, 字 and 大字 are left out, numerals are Arabic, kana are large katakana with ケ
/// for ヶ and が, の is ノ, and of the forms of a character that names of places are written with
/// one stands for all (澤 and 沢, 龍 and 竜).
struct PlaceKey {
  std::u32string text;
  /// For each character of `text` the place behind it in what the key was made of; kInside where a
  /// name cannot end, in the middle of a numeral.
  std::vector<std::size_t> ends;

  static constexpr std::size_t kInside = static_cast<std::size_t>(-1);

  /// Whether a name can end behind the first `length` characters.
  bool may_end(std::size_t length) const;
};

/// `plain` is of plain_address().
PlaceKey place_key(std::u32string_view plain);

/// The key's text of a name, both UTF-8; empty for malformed UTF-8.
std::string place_key_text(std::string_view name);

/// The key without the name of the district (郡) behind the prefecture, as many write addresses;
/// the same key where it holds none.
PlaceKey without_district(const PlaceKey& key);

}  // namespace saihakko

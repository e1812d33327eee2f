#include "core/domain/kana_reading.hpp"

#include <array>
#include <cassert>

namespace saihakko {
namespace {

constexpr std::array<std::string_view, 26> kLetters = {
    "エー",   "ビー",   "シー", "ディー", "イー",       "エフ",     "ジー", "エイチ", "アイ",
    "ジェー", "ケー",   "エル", "エム",   "エヌ",       "オー",     "ピー", "キュー", "アール",
    "エス",   "ティー", "ユー", "ブイ",   "ダブリュー", "エックス", "ワイ", "ゼット"};

constexpr std::array<std::string_view, 10> kDigits = {"ゼロ", "イチ", "ニ",   "サン", "ヨン",
                                                      "ゴ",   "ロク", "ナナ", "ハチ", "キュウ"};

}  // namespace

std::optional<KanaReading> kana_reading(char c) {
  const auto at = [c](char first) { return static_cast<std::size_t>(c - first); };
  if (c >= 'A' && c <= 'Z') return KanaReading{CharacterClass::capital, kLetters[at('A')]};
  if (c >= 'a' && c <= 'z') return KanaReading{CharacterClass::small, kLetters[at('a')]};
  if (c >= '0' && c <= '9') return KanaReading{CharacterClass::digit, kDigits[at('0')]};
  return std::nullopt;
}

std::string_view class_label(CharacterClass character_class) {
  switch (character_class) {
    case CharacterClass::capital: return "大文字";
    case CharacterClass::small: return "小文字";
    case CharacterClass::digit: return "数字";
  }
  assert(false);
  return {};
}

}  // namespace saihakko

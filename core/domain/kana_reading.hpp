#pragma once

#include <optional>
#include <string_view>

namespace saihakko {

enum class CharacterClass { capital, small, digit };

/// How a person reads one character of a password aloud.
struct KanaReading {
  CharacterClass character_class;
  std::string_view kana;  // エー, ゼロ …; the same for a capital and its small letter
};

/// The reading of an ASCII letter or digit; nullopt for anything else. Manual step 20.
std::optional<KanaReading> kana_reading(char c);

/// 大文字, 小文字 or 数字: the labels of the reissue letter.
std::string_view class_label(CharacterClass character_class);

}  // namespace saihakko

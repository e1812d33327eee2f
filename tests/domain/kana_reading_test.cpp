#include "core/domain/kana_reading.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace saihakko {
namespace {

TEST(KanaReading, CapitalAndSmallShareTheKanaAndDifferInTheClass) {
  EXPECT_EQ(kana_reading('K')->kana, "ケー");
  EXPECT_EQ(kana_reading('k')->kana, "ケー");
  EXPECT_EQ(class_label(kana_reading('K')->character_class), "大文字");
  EXPECT_EQ(class_label(kana_reading('k')->character_class), "小文字");
}

TEST(KanaReading, DigitsReadAsOverThePhone) {
  EXPECT_EQ(kana_reading('0')->kana, "ゼロ");
  EXPECT_EQ(kana_reading('4')->kana, "ヨン");
  EXPECT_EQ(kana_reading('7')->kana, "ナナ");
  EXPECT_EQ(kana_reading('9')->kana, "キュウ");
  EXPECT_EQ(class_label(kana_reading('9')->character_class), "数字");
}

TEST(KanaReading, EveryLetterAndDigitHasAReadingOfItsOwn) {
  std::set<std::string_view> seen;
  for (char c = 'A'; c <= 'Z'; ++c)
    seen.insert(kana_reading(c).value().kana);
  for (char c = '0'; c <= '9'; ++c)
    seen.insert(kana_reading(c).value().kana);
  EXPECT_EQ(seen.size(), 36U);
}

TEST(KanaReading, NothingElseIsRead) {
  for (const char c : {'-', ' ', '@', '[', '`', '{', '/', ':', '\0', '\xE3'}) {
    EXPECT_FALSE(kana_reading(c).has_value()) << static_cast<int>(c);
  }
}

}  // namespace
}  // namespace saihakko

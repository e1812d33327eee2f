#include "core/domain/text_folding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace saihakko {
namespace {

TEST(FoldWidth, FullWidthAsciiBecomesAsciiAndLettersUpperCase) {
  EXPECT_EQ(fold_width("ＫＪ１３　ａｂｃ"), "KJ13 ABC");
  EXPECT_EQ(fold_width("！＠～"), "!@~");
  EXPECT_EQ(fold_width("kj13"), "KJ13");
}

TEST(FoldWidth, JapaneseStaysAsItIs) {
  EXPECT_EQ(fold_width("㈱東京ｱｲｳあいう・ー"), "㈱東京ｱｲｳあいう・ー");
}

TEST(FoldWidth, OuterSpacesGo) {
  EXPECT_EQ(fold_width(" 　\tなし　 "), "なし");
  EXPECT_EQ(fold_width("　"), "");
}

TEST(FoldWidth, MalformedTextIsLeftAsItIs) {
  const std::string cp932 = "\x8E\xF0 a ";
  EXPECT_EQ(fold_width(cp932), cp932);
}

TEST(Trim, TakesOnlyTheOuterSpaces) {
  EXPECT_EQ(trim("　 東京都　千代田区\t　"), "東京都　千代田区");
  EXPECT_EQ(trim("a b"), "a b");
  EXPECT_EQ(trim("　 \t"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\na\n"), "\na\n");
}

}  // namespace
}  // namespace saihakko

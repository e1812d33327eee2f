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
  EXPECT_EQ(trim("\na\n"), "a");
}

TEST(Trim, TakesWhatNobodySees) {
  for (const char* unseen : {"\u00A0", "\u200B", "\uFEFF", "\u202F", "\u3000", "\u2003", "\u2009",
                             "\u205F", "\u1680", "\u200C", "\u200D", "\u200E", "\u2060", "\u00AD",
                             "\u202A", "\u2028", "\u0085", "\t",     "\r\n",   "\v"}) {
    EXPECT_EQ(trim(unseen + std::string("あ い") + unseen), "あ い");
    EXPECT_EQ(fold_width(unseen + std::string("1370000018") + unseen), "1370000018");
  }
  EXPECT_EQ(trim("葛\U000E0100"), "葛\U000E0100");
}

TEST(Trim, LeavesBytesThatAreNoText) {
  EXPECT_EQ(trim(" \x82\xA0 "), "\x82\xA0");
}

TEST(CleanText, IsWhatTheEyeSees) {
  EXPECT_EQ(clean_text("東京都\u00A0港区\u202F1"), "東京都 港区 1");
  EXPECT_EQ(clean_text("東京都　港区"), "東京都　港区");
  EXPECT_EQ(clean_text("東\u200B京\uFEFF都"), "東京都");
  EXPECT_EQ(clean_text("電話で確認\r\n折り返し\tあり \n 済"), "電話で確認 折り返し あり 済");
  EXPECT_EQ(clean_text("\n\u200Ba\u200B \n"), "a");
  EXPECT_EQ(clean_text("神\uFA19 葛\U000E0100"), "神\uFA19 葛\U000E0100");
}

TEST(CleanText, ALetterAndItsMarkAreOneCharacter) {
  EXPECT_EQ(clean_text("か\u3099は\u309Aウ\u3099ヽ\u3099"), "がぱヴヾ");
  EXPECT_EQ(clean_text("か\u309Bは\u309C"), "がぱ");
  EXPECT_EQ(clean_text("Cafe\u0301 To\u0304kyo\u0304"), "Café Tōkyō");
  EXPECT_EQ(clean_text("あ\u3099"), "あ\u3099");
}

TEST(VisibleText, NamesWhatATerminalWouldObey) {
  EXPECT_EQ(visible_text("a\x1B[2Jb\u202Ec\r\u009B"), "a<U+001B>[2Jb<U+202E>c<U+000D><U+009B>");
  EXPECT_EQ(visible_text("a\u200Bb \xFF\x82"), "a<U+200B>b <FF><82>");
  EXPECT_EQ(visible_text("台帳 葛\U000E0100\n"), "台帳 葛\U000E0100\n");
}

TEST(ControlCharacter, IsNamedWithItsPlace) {
  EXPECT_EQ(control_character_in("ab\n\x1B[2J"), "4文字目に制御文字 U+001B があります");
  EXPECT_EQ(control_character_in("\xFF"), "UTF-8 の文字ではないバイトがあります");
}

}  // namespace
}  // namespace saihakko

#include "core/letter/text_fit.hpp"

#include <gtest/gtest.h>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

FitRules rules(double characters, double lines) {
  FitRules out;
  out.size = out.shrink_to = out.min_size = 10;
  out.width = characters * 10;
  out.height = lines * 10;
  return out;
}

std::vector<std::u32string> lines_of(const std::u32string& text, const FitRules& how) {
  const auto fitted = fit_text(default_fonts(), {text}, how);
  if (!fitted) return {U"does not fit"};
  std::vector<std::u32string> out;
  for (const FittedLine& line : fitted->lines)
    out.push_back(line.text);
  return out;
}

using Lines = std::vector<std::u32string>;

TEST(TextFit, ParagraphsThatFitStandBelowOneAnotherAtTheWantedSize) {
  FitRules how = rules(10, 5);
  how.shrink_to = how.min_size = 8;
  how.line_height = 1.5;
  how.gap = 2;
  const auto fitted = fit_text(default_fonts(), {U"事業所　", U"緑町の事業所"}, how);
  ASSERT_TRUE(fitted);
  EXPECT_DOUBLE_EQ(fitted->size, 10);
  ASSERT_EQ(fitted->lines.size(), 2U);
  EXPECT_EQ(fitted->lines[0].text, U"事業所　");
  EXPECT_DOUBLE_EQ(fitted->lines[0].width, 30);
  EXPECT_DOUBLE_EQ(fitted->lines[1].width, 60);
  EXPECT_DOUBLE_EQ(fitted->lines[0].y, 0);
  EXPECT_DOUBLE_EQ(fitted->lines[1].y, 17);
  EXPECT_DOUBLE_EQ(fitted->height, 27);
}

TEST(TextFit, ALineThatIsTooHighForTheBoxShrinks) {
  FitRules how = rules(10, 0.9);
  how.shrink_to = how.min_size = 8;
  const auto fitted = fit_text(default_fonts(), {U"事業所"}, how);
  ASSERT_TRUE(fitted);
  EXPECT_DOUBLE_EQ(fitted->size, 9);
}

TEST(TextFit, ShrinksBeforeItWraps) {
  FitRules how = rules(10, 2);
  how.shrink_to = how.min_size = 8;
  const auto fitted = fit_text(default_fonts(), {U"十二文字の名前である事業所"}, how);
  ASSERT_TRUE(fitted);
  EXPECT_EQ(fitted->lines.size(), 2U);
  const auto shorter = fit_text(default_fonts(), {U"十二文字の名前の事業所"}, how);
  ASSERT_TRUE(shorter);
  EXPECT_EQ(shorter->lines.size(), 1U);
  EXPECT_DOUBLE_EQ(shorter->size, 9);
}

TEST(TextFit, BreaksAtSpacesWhenThatFits) {
  EXPECT_EQ(lines_of(U"医療法人　緑町クリニック", rules(9, 3)),
            (Lines{U"医療法人　", U"緑町クリニック"}));
}

TEST(TextFit, AnOversizeWordIsBrokenBetweenCharacters) {
  EXPECT_EQ(lines_of(U"指定訪問看護事業所緑町", rules(7, 3)),
            (Lines{U"指定訪問看護事", U"業所緑町"}));
}

TEST(TextFit, NoLineBeginsWithAClosingMarkOrALongVowel) {
  EXPECT_EQ(lines_of(U"緑町のデイサービスです", rules(6, 3)),
            (Lines{U"緑町のデイ", U"サービスです"}));
  EXPECT_EQ(lines_of(U"設定してください。以上です", rules(8, 3)),
            (Lines{U"設定してくださ", U"い。以上です"}));
  EXPECT_EQ(lines_of(U"緑町のショップセンター", rules(4, 4)),
            (Lines{U"緑町の", U"ショップ", U"センター"}));
}

TEST(TextFit, NoLineEndsWithAnOpeningBracket) {
  EXPECT_EQ(lines_of(U"メニューの「設定」から", rules(6, 3)),
            (Lines{U"メニューの", U"「設定」から"}));
}

TEST(TextFit, ANumberStaysTogether) {
  EXPECT_EQ(lines_of(U"緑町三丁目1234-5番地", rules(6, 3)), (Lines{U"緑町三丁目", U"1234-5番地"}));
}

TEST(TextFit, ANumberLongerThanTheLineIsBrokenAllTheSame) {
  EXPECT_EQ(lines_of(U"１２３４５６７８９", rules(5, 3)), (Lines{U"１２３４５", U"６７８９"}));
}

TEST(TextFit, ALastLineHasAFewCharacters) {
  EXPECT_EQ(lines_of(U"一二三四五六七八九殿", rules(9, 2)), (Lines{U"一二三四五六", U"七八九殿"}));
}

TEST(TextFit, NothingIsLostWhateverTheWidth) {
  const std::u32string text =
      U"医療法人社団（財団）　緑町「デイサービス」センターー123-456　ＡＢＣビル、１０階。";
  for (int width = 1; width < 50; ++width) {
    std::u32string joined;
    for (const auto& line : lines_of(text, rules(width, 100)))
      joined += line;
    EXPECT_EQ(joined, text) << width;
  }
}

TEST(TextFit, WhatCannotFitIsRefused) {
  EXPECT_EQ(lines_of(U"一二三四五六七八九十", rules(3, 3)), Lines{U"does not fit"});
  EXPECT_EQ(lines_of(U"一", rules(0.5, 3)), Lines{U"does not fit"});
}

TEST(TextFit, TheNumberOfLinesIsKept) {
  FitRules how = rules(5, 100);
  how.max_lines = 2;
  EXPECT_EQ(lines_of(U"一二三四五六七八九十十一", how), Lines{U"does not fit"});
}

}  // namespace
}  // namespace saihakko

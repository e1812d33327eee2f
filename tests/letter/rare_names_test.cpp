// The characters that a usual font or program loses: beyond U+FFFF, forms of a character chosen by
// a variation selector, and radical signs in place of ideographs.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/domain/radical.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/printed_text.hpp"
#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

// 葛 and 辻 in the form of the selector behind them.
constexpr const char* kRareName =
    "𠮷野𣘺𠮟葛\U000E0100辻\U000E0100髙﨑㈱Ⅱ⼾⻄⻆神\uFE00\U0001B002クリニック";
constexpr const char* kRareAddress = "東京都葛\U000E0100飾区𠮷町3丁目30-8　⻄棟";

LetterContent rare_letter() {
  LetterContent letter = sample_letter();
  letter.office_name = kRareName;
  letter.address = kRareAddress;
  return letter;
}

std::u32string unprintable(std::string_view text) {
  return default_fonts().unprintable(text);
}

/// The sum of the dots of a name and of nothing else, as poppler draws it at 300 dpi.
std::string picture_of_name(const std::string& name) {
  LetterContent letter = sample_letter();
  letter.office_name = name;
  return ask_tool(render(letter),
                  "pdftoppm -r 300 -mono -x 610 -y 1390 -W 1600 -H 115 PDF p && "
                  "cat p*.pbm | sha256sum")
      .output;
}

TEST(RareNames, PdftotextGivesBackWhatWentIn) {
  const LetterContent letter = rare_letter();
  for (const char* way : {"pdftotext -layout PDF -", "pdftotext -raw PDF -"}) {
    const std::string text = without_space(ask_tool(render(letter), way).output);
    EXPECT_NE(text.find(letter.office_name + "殿"), std::string::npos) << text;
    EXPECT_NE(text.find(without_space(letter.address)), std::string::npos) << text;
  }
  const auto pages = read_back_pages(render(letter));
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_NE(pages[0].find(letter.office_name + "殿"), std::string::npos) << pages[0];
}

TEST(RareNames, EachCharacterOfTheListComesBackAlone) {
  for (const char* name :
       {"𠮷", "𣘺", "𠮟", "葛\U000E0100", "辻\U000E0100", "髙", "﨑", "㈱", "Ⅱ", "⼾", "⻄"}) {
    LetterContent letter = sample_letter();
    letter.office_name = name;
    const std::string text = without_space(ask_tool(render(letter), "pdftotext -raw PDF -").output);
    EXPECT_NE(text.find(std::string("号") + name + "殿"), std::string::npos) << name << "\n"
                                                                             << text;
  }
}

TEST(RareNames, MutoolReadsTheSameText) {
  const std::string text =
      without_space(ask_tool(render(rare_letter()), "mutool draw -q -F txt PDF").output);
  EXPECT_NE(text.find("𠮷野𣘺𠮟葛"), std::string::npos) << text;
  EXPECT_NE(text.find("髙﨑㈱Ⅱ⼾⻄⻆神"), std::string::npos) << text;
}

TEST(RareNames, NoToolWarnsAndTheBytesStayTheSame) {
  const std::vector<LetterContent> letters = {rare_letter(), sample_letter(), rare_letter()};
  const std::string pdf = render(letters);
  EXPECT_EQ(pdf, render(letters));
  expect_no_tool_warns(pdf);
}

TEST(RareNames, ASelectorChoosesAnotherOutline) {
  EXPECT_NE(picture_of_name("葛"), picture_of_name("葛\U000E0100"));
  EXPECT_NE(picture_of_name("辻"), picture_of_name("辻\U000E0100"));
  EXPECT_EQ(picture_of_name("葛"), picture_of_name("葛\U000E0101"));  // the form it has anyway
  EXPECT_EQ(picture_of_name("神\uFE00"), picture_of_name("\uFA19"));  // its old form
}

TEST(RareNames, ARadicalThatNoFontHasLooksLikeItsIdeograph) {
  const FontChain::Place radical = default_fonts().find(U'⻆').value();
  const FontChain::Place ideograph = default_fonts().find(U'角').value();
  EXPECT_EQ(radical.face, ideograph.face);
  EXPECT_EQ(radical.glyph, ideograph.glyph);
  EXPECT_EQ(picture_of_name("⻆"), picture_of_name("角"));
}

TEST(RareNames, EveryRadicalIsPrintedWhoseIdeographAFontHas) {
  for (char32_t c = 0x2E80; c < 0x2FD6; ++c) {
    const char32_t ideograph = ideograph_of_radical(c);
    if (ideograph == 0 || !default_fonts().find(ideograph)) continue;
    EXPECT_TRUE(default_fonts().find(c).has_value()) << printed_name(c);
  }
  EXPECT_EQ(unprintable("\u2E80"), U"\u2E80");  // the sign of repetition has none
}

TEST(RareNames, RadicalsAreMappedAsUnicodeSays) {
  EXPECT_EQ(ideograph_of_radical(U'⼀'), U'一');
  EXPECT_EQ(ideograph_of_radical(U'⼾'), U'戶');
  EXPECT_EQ(ideograph_of_radical(U'⿕'), U'龠');
  EXPECT_EQ(ideograph_of_radical(U'\u2FD6'), U'\0');
  EXPECT_EQ(ideograph_of_radical(U'⻄'), U'西');
  EXPECT_EQ(ideograph_of_radical(U'⻳'), U'龟');
  EXPECT_EQ(ideograph_of_radical(U'\u2E80'), U'\0');
  EXPECT_EQ(ideograph_of_radical(U'西'), U'\0');
}

TEST(RareNames, ASelectorThatNoFontKnowsIsNamedWithItsCharacter) {
  EXPECT_EQ(unprintable("葛\U000E0100城"), U"");
  const std::u32string unknown = unprintable("一\U000E01EF葛\U000E01EF一\U000E01EF");
  ASSERT_EQ(unknown.size(), 2U);
  EXPECT_EQ(printed_name(unknown[0]), "U+4E00 U+E01EF");
  EXPECT_EQ(printed_name(unknown[1]), "U+845B U+E01EF");
  EXPECT_EQ(printed_utf8(unknown[1]), "葛\U000E01EF");
}

TEST(RareNames, ALoneSelectorIsNeverPrinted) {
  EXPECT_EQ(unprintable("\U000E0100葛"), U"\U000E0100");
  EXPECT_EQ(unprintable("葛\U000E0100\U000E0101"), U"\U000E0101");
  EXPECT_EQ(unprintable("あ\uFE00").size(), 1U);
}

TEST(RareNames, WhatIsNoNameIsNotPrintedThoughAFontHasIt) {
  EXPECT_EQ(unprintable("😀𝟏"), U"😀𝟏");
  EXPECT_EQ(unprintable("\U0002FFFE\U000F0000"), U"\U0002FFFE\U000F0000");
}

TEST(RareNames, ASelectorTakesNoRoomAndNoLineBreaksBeforeIt) {
  const auto sequence = printed_text("葛\U000E0100").value();
  ASSERT_EQ(sequence.size(), 1U);
  EXPECT_EQ(default_fonts().find(sequence[0])->width, 1000U);
  LetterContent letter = sample_letter();
  letter.office_name.clear();
  for (int i = 0; i < 60; ++i)
    letter.office_name += "葛\U000E0100";
  const auto pages = read_back_pages(render(letter));
  EXPECT_NE(pages[0].find(letter.office_name + "殿"), std::string::npos) << pages[0];
}

TEST(PrintedText, PartsAreGivenBackAsTheyCame) {
  for (const char* text : {"葛\U000E0100", "𠮟\U000E01EF", "神\uFE00", "漢\uFE0F", "A"}) {
    const auto printed = printed_text(text).value();
    ASSERT_EQ(printed.size(), 1U) << text;
    EXPECT_EQ(printed_utf8(printed[0]), text);
  }
  EXPECT_EQ(printed_text("\x8D\x82"), std::nullopt);
  EXPECT_EQ(printed_text(""), U"");
}

TEST(UsedCharacters, ACharacterKeepsItsCode) {
  UsedCharacters used(2);
  EXPECT_EQ(used.add(0, U'護'), 1);
  EXPECT_EQ(used.add(0, U'𠮷'), 2);
  EXPECT_EQ(used.add(0, U'𣘺'), 3);
  EXPECT_EQ(used.add(0, U'𠮷'), 2);
  EXPECT_EQ(used.add(0, U'護'), 1);
  EXPECT_EQ(used.add(1, U'𣘺'), 1);
  EXPECT_EQ(used.of_face(0), (std::vector<char32_t>{U'護', U'𠮷', U'𣘺'}));
}

TEST(UsedCharacters, MoreThanAFontHoldsAreRefused) {
  UsedCharacters used(1);
  for (std::size_t i = 0; i < UsedCharacters::kMostCharacters; ++i)
    used.add(0, 0x20000 + static_cast<char32_t>(i));
  EXPECT_THROW(used.add(0, U'𠮷' + 0x10000), LetterError);
}

}  // namespace
}  // namespace saihakko

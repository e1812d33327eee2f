#include "core/letter/read_back.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "core/letter/letter_error.hpp"
#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

TEST(ReadBack, GivesTheTextOfEachPageInOrder) {
  std::array<LetterContent, 3> letters{sample_letter(), sample_letter(), sample_letter()};
  letters[1].office_name = "髙﨑介護ステーション";
  letters[2].office_name = "請求事業所Z";
  const auto pages = read_back_pages(render(letters));
  ASSERT_EQ(pages.size(), 3U);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_NE(pages[i].find(letters[i].office_name + "殿"), std::string::npos) << pages[i];
    EXPECT_NE(pages[i].find(letters[i].user_id), std::string::npos) << pages[i];
  }
}

TEST(ReadBack, AWrappedNameAndAddressComeBackInOnePiece) {
  const LetterContent letter = longest_letter();
  const auto pages = read_back_pages(render(letter));
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_NE(pages[0].find(without_space(letter.office_name)), std::string::npos) << pages[0];
  EXPECT_NE(pages[0].find(without_space(letter.address)), std::string::npos) << pages[0];
}

TEST(ReadBack, WhatIsNoPdfIsRefused) {
  EXPECT_THROW(read_back_pages("no PDF"), LetterError);
  EXPECT_THROW(read_back_pages(""), LetterError);
}

TEST(ReadBack, ATruncatedPdfIsRefused) {
  const std::string pdf = render(sample_letter());
  EXPECT_THROW(read_back_pages(pdf.substr(0, pdf.size() / 2)), LetterError);
  EXPECT_THROW(read_back_pages(pdf.substr(0, pdf.size() - 40)), LetterError);
}

TEST(WithoutSpace, TakesOutAsciiAndIdeographicSpaceOnly) {
  EXPECT_EQ(without_space(" 千葉市　稲毛区\t緑町\r\n3-8 "), "千葉市稲毛区緑町3-8");
  EXPECT_EQ(without_space("　"), "");
  EXPECT_EQ(without_space("ー"), "ー");
}

}  // namespace
}  // namespace saihakko

#include "core/domain/office_number.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace saihakko {
namespace {

std::string parsed(std::string_view text) {
  const auto number = OfficeNumber::parse(text);
  return number ? number->text() : "refused";
}

TEST(OfficeNumber, IsTenCharactersAsTheUnionWritesThem) {
  EXPECT_EQ(parsed("1311111111"), "1311111111");
  EXPECT_EQ(OfficeNumber::parse("1311111111")->prefecture(), "13");
}

TEST(OfficeNumber, FullWidthAndLowerCaseAreFolded) {
  EXPECT_EQ(parsed("０１ｂ２５０００３６"), "01B2500036");
  EXPECT_EQ(parsed("01b2500036"), "01B2500036");
  EXPECT_EQ(parsed("　0110412467 \t"), "0110412467");
}

TEST(OfficeNumber, KindIsADigitOrALetterButNeverIOrOOrQ) {
  std::string taken;
  for (char kind = 'A'; kind <= 'Z'; ++kind) {
    if (OfficeNumber::parse(std::string("13") + kind + "1234567")) taken += kind;
  }
  EXPECT_EQ(taken, "ABCDEFGHJKLMNPRSTUVWXYZ");
  for (char kind = '0'; kind <= '9'; ++kind) {
    EXPECT_NE(parsed(std::string("13") + kind + "1234567"), "refused") << kind;
  }
}

TEST(OfficeNumber, WhatIsNotShapedLikeOneIsRefused) {
  for (const char* text :
       {"", "131111111", "13111111111", "0011111111", "4811111111", "AB11111111", "13-1111111",
        "131111111A", "1311 11111", "KJ131311111111", "13あ1111111", "\xFF\xFE"}) {
    EXPECT_EQ(parsed(text), "refused") << text;
  }
}

TEST(OfficeNumber, CheckDigitFitsOverAllNineCharacters) {
  EXPECT_TRUE(OfficeNumber::parse("01B2500036")->check_digit_fits());
  EXPECT_TRUE(OfficeNumber::parse("0110412467")->check_digit_fits());
}

TEST(OfficeNumber, CheckDigitFitsOverCharactersFourToNine) {
  EXPECT_TRUE(OfficeNumber::parse("1311111111")->check_digit_fits());
}

TEST(OfficeNumber, CheckDigitThatFitsNeitherRuleIsNoticedAndNotRefused) {
  int fitting = 0;
  for (char last = '0'; last <= '9'; ++last) {
    const auto number = OfficeNumber::parse(std::string("131111111") + last);
    ASSERT_TRUE(number.has_value());
    fitting += number->check_digit_fits() ? 1 : 0;
  }
  EXPECT_EQ(fitting, 2);  // 4 over all nine, 1 over characters 4–9
}

TEST(OfficeNumber, ALetterCountsFromTenWithoutIOAndQ) {
  // By hand: K = 19, doubled 38, 3 + 8; with 3 and 1 × 2 the sum is 16. R = 24: 4 + 8, sum 17.
  EXPECT_TRUE(OfficeNumber::parse("13K0000004")->check_digit_fits());
  EXPECT_TRUE(OfficeNumber::parse("13R0000003")->check_digit_fits());
  EXPECT_FALSE(OfficeNumber::parse("13R0000004")->check_digit_fits());
}

TEST(PrefectureCode, RunsFrom01To47) {
  int codes = 0;
  for (int i = 0; i < 100; ++i) {
    codes += is_prefecture_code((i < 10 ? "0" : "") + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_EQ(codes, 47);
  EXPECT_TRUE(is_prefecture_code("01"));
  EXPECT_TRUE(is_prefecture_code("47"));
  EXPECT_FALSE(is_prefecture_code("00"));
  EXPECT_FALSE(is_prefecture_code("48"));
  EXPECT_FALSE(is_prefecture_code("1"));
  EXPECT_FALSE(is_prefecture_code("013"));
  EXPECT_FALSE(is_prefecture_code("１３"));
}

TEST(UserId, IsPrefixIssuingPrefectureAndOfficeNumber) {
  EXPECT_EQ(user_id("KJ", "13", *OfficeNumber::parse("1311111111")), "KJ131311111111");
  EXPECT_EQ(user_id("KJ", "14", *OfficeNumber::parse("1311111111")), "KJ141311111111");
}

}  // namespace
}  // namespace saihakko

#include "core/domain/password_policy.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

using enum PasswordBreach;
using Breaches = std::vector<PasswordBreach>;

Breaches breaches(std::string_view password) {
  return breaches_of({}, password, password, "KJ131311111111");
}

TEST(PasswordPolicy, EightToSixteenLettersAndDigitsAreGood) {
  EXPECT_EQ(breaches("abcdefg1"), Breaches{});
  EXPECT_EQ(breaches("ABCDEFGHIJKLMNO1"), Breaches{});
}

TEST(PasswordPolicy, EverySymbolOfTheManualIsGood) {
  for (const char symbol : PasswordRule{}.symbols) {
    EXPECT_EQ(breaches(std::string("abcdef1") + symbol), Breaches{}) << symbol;
  }
}

TEST(PasswordPolicy, EachBreachIsNamed) {
  EXPECT_EQ(breaches("abcdef1"), Breaches{too_short});
  EXPECT_EQ(breaches("abcdefghijklmnop1"), Breaches{too_long});
  EXPECT_EQ(breaches("abcdefgh"), Breaches{no_digit});
  EXPECT_EQ(breaches("12345678"), Breaches{no_letter});
  EXPECT_EQ(breaches("abcdef 1"), Breaches{foreign_character});
  EXPECT_EQ(breaches("abcdef1\\"), Breaches{foreign_character});
  EXPECT_EQ(breaches("パスワード12a"), Breaches{foreign_character});
  EXPECT_EQ(breaches(""), (Breaches{too_short, no_letter, no_digit}));
}

TEST(PasswordPolicy, AllBreachesAreToldAtOnce) {
  EXPECT_EQ(breaches_of({}, "!", "?", "KJ131311111111"),
            (Breaches{not_the_same_twice, too_short, foreign_character, no_letter, no_digit}));
}

TEST(PasswordPolicy, TheUserIdIsNoPasswordInWhateverCase) {
  EXPECT_EQ(breaches("KJ131311111111"), Breaches{same_as_user_id});
  EXPECT_EQ(breaches("kj131311111111"), Breaches{same_as_user_id});
}

TEST(PasswordPolicy, LengthCountsCharacters) {
  const auto found = breaches("あいうえおかきく");  // 24 bytes
  EXPECT_EQ(found, (Breaches{foreign_character, no_letter, no_digit}));
}

TEST(PasswordPolicy, TheSentenceOfABreachNamesTheRule) {
  EXPECT_EQ(describe(too_short, {}), "パスワードは8文字以上で入力してください。");
  EXPECT_EQ(describe(same_as_user_id, {}), "ユーザIDと同じパスワードは入力できません。");
}

}  // namespace
}  // namespace saihakko

#include "core/secrets/temporary_password.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/secrets/wipe.hpp"
#include "tests/secrets/scripted_random.hpp"

namespace saihakko {
namespace {

// Letters and digits without those that look like another in print: 0 O o, 1 l I.
constexpr std::string_view kAllowed = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

TEST(TemporaryPassword, IsWhatChanceSays) {
  ScriptedRandom random({0, 24, 48, 1, 25, 49, 55, 47});
  EXPECT_EQ(draw_temporary_password(random, 8), "Aa2Bb39z");
  EXPECT_EQ(random.bounds(), std::vector<std::uint32_t>(8, 56));
}

TEST(TemporaryPassword, WithoutADigitIsDrawnAnewAsAWhole) {
  ScriptedRandom random({0, 0, 0, 0, 0, 0, 0, 0, 48, 1, 1, 1, 1, 1, 1, 1});
  EXPECT_EQ(draw_temporary_password(random, 8), "2BBBBBBB");
  EXPECT_EQ(random.left(), 0U);
}

TEST(TemporaryPassword, WithoutALetterIsDrawnAnewAsAWhole) {
  ScriptedRandom random({48, 49, 50, 51, 52, 53, 54, 55, 48, 1, 1, 1, 1, 1, 1, 1});
  EXPECT_EQ(draw_temporary_password(random, 8), "2BBBBBBB");
}

TEST(TemporaryPassword, OfEveryLengthKeepsTheRule) {
  SystemRandom random;
  for (int length = kShortestTemporaryPassword; length <= kLongestTemporaryPassword; ++length) {
    for (int i = 0; i < 500; ++i) {
      const std::string password = draw_temporary_password(random, length);
      ASSERT_EQ(password.size(), static_cast<std::size_t>(length));
      ASSERT_EQ(password.find_first_not_of(kAllowed), std::string::npos) << password;
      const auto digits = std::count_if(password.begin(), password.end(), is_digit);
      ASSERT_GT(digits, 0) << password;
      ASSERT_LT(digits, length) << password;
    }
  }
}

TEST(TemporaryPassword, EveryCharacterComesUpAboutEquallyOften) {
  SystemRandom random;
  constexpr int kPasswords = 20'000;
  constexpr int kLength = 10;
  std::map<char, int> seen;
  std::set<std::string> passwords;
  for (int i = 0; i < kPasswords; ++i) {
    const std::string password = draw_temporary_password(random, kLength);
    passwords.insert(password);
    for (const char c : password)
      ++seen[c];
  }
  EXPECT_EQ(passwords.size(), static_cast<std::size_t>(kPasswords));
  ASSERT_EQ(seen.size(), kAllowed.size());
  // The rule of one digit at least shifts some weight to the digits; letters stay equal.
  double letters = 0;
  double digits = 0;
  for (const auto& [c, count] : seen)
    (is_digit(c) ? digits : letters) += count;
  for (const auto& [c, count] : seen) {
    const double expected = is_digit(c) ? digits / 8 : letters / 48;
    EXPECT_NEAR(count / expected, 1.0, 0.1) << c;  // six standard deviations
  }
  // P(digit) = 8/56 / (1 - (48/56)^10), all-digit passwords being next to none.
  EXPECT_NEAR(digits / (letters + digits), 0.1818, 0.006);
}

TEST(TemporaryPassword, EveryPlaceIsAsLikelyToHoldADigit) {
  SystemRandom random;
  constexpr int kPasswords = 20'000;
  std::vector<int> digits(10, 0);
  for (int i = 0; i < kPasswords; ++i) {
    const std::string password = draw_temporary_password(random, 10);
    for (std::size_t place = 0; place < 10; ++place)
      digits[place] += is_digit(password[place]);
  }
  for (const int count : digits)
    EXPECT_NEAR(count / double{kPasswords}, 0.1818, 0.017);
}

TEST(Wiped, IsEmptyAtTheEndOfItsScope) {
  std::string secret = "Aa2Bb39z";
  const char* memory = secret.data();
  {
    const Wiped wiped(secret);
    EXPECT_EQ(secret, "Aa2Bb39z");
  }
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(std::string(memory, 8), std::string(8, '\0'));
}

}  // namespace
}  // namespace saihakko

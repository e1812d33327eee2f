#include "core/domain/guess_rules.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace saihakko {
namespace {

constexpr Instant kNow{1'764'000'000'000};

TEST(GuessRules, EachFurtherWrongPasswordDoublesTheDelayUpToTheLongest) {
  const LoginSettings settings;
  std::vector<std::int64_t> minutes;
  for (int wrong = 0; wrong <= 9; ++wrong)
    minutes.push_back(guess_delay_ms(settings, wrong) / kMinuteMs);
  EXPECT_EQ(minutes, (std::vector<std::int64_t>{0, 0, 0, 1, 2, 4, 8, 16, 30, 30}));
  EXPECT_EQ(guess_delay_ms(settings, 100), 30 * kMinuteMs);
}

TEST(GuessRules, AHundredInARowShutStrangersOutAndNoKnownClient) {
  const LoginSettings settings;
  EXPECT_EQ(judge_guess(settings, Guesser::stranger, 99, {}, kNow), GuessVerdict::open);
  EXPECT_EQ(judge_guess(settings, Guesser::stranger, 100, {}, kNow), GuessVerdict::shut);
  EXPECT_EQ(judge_guess(settings, Guesser::known_client, 100, {}, kNow), GuessVerdict::open);
}

TEST(GuessRules, ADelayIsOverAtItsInstant) {
  const LoginSettings settings;
  EXPECT_EQ(judge_guess(settings, Guesser::known_client, 3, kNow.plus_ms(1), kNow),
            GuessVerdict::delayed);
  EXPECT_EQ(judge_guess(settings, Guesser::known_client, 3, kNow, kNow), GuessVerdict::open);
}

}  // namespace
}  // namespace saihakko

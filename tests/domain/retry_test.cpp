#include "core/domain/retry.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace saihakko {
namespace {

TEST(Retry, WaitsAMinuteThenTwiceAsLongEachTimeUpToFourHours) {
  std::vector<std::int64_t> minutes;
  for (int attempts = 1; attempts <= 10; ++attempts) {
    minutes.push_back(retry_delay_ms(attempts, 0) / kMinuteMs);
  }
  EXPECT_EQ(minutes, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 240, 240}));
  EXPECT_EQ(retry_delay_ms(1'000'000, 0), 240 * kMinuteMs);
}

TEST(Retry, ChanceAddsUpToAFifth) {
  EXPECT_EQ(retry_delay_ms(1, 0), 60'000);
  EXPECT_EQ(retry_delay_ms(1, 500), 66'000);
  EXPECT_EQ(retry_delay_ms(1, kRetryChances), 72'000);
  EXPECT_EQ(retry_delay_ms(9, kRetryChances), 288 * kMinuteMs);
}

}  // namespace
}  // namespace saihakko

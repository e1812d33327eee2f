#include "core/domain/waiting_time.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace saihakko {
namespace {

TEST(WaitingTime, OfOneIsThatOne) {
  EXPECT_EQ(waiting_time({7}).median_ms, 7);
  EXPECT_EQ(waiting_time({7}).within95_ms, 7);
}

TEST(WaitingTime, OfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(waiting_time({40, 10, 30, 20}).median_ms, 25);
  EXPECT_EQ(waiting_time({40, 10, 30}).median_ms, 30);
}

TEST(WaitingTime, NinetyFivePercentIsReachedNotPassed) {
  std::vector<std::int64_t> hundred(100);
  std::iota(hundred.rbegin(), hundred.rend(), 1);
  EXPECT_EQ(waiting_time(hundred).within95_ms, 95);
  hundred.push_back(101);  // 95 of 101 are 94.1 %
  EXPECT_EQ(waiting_time(hundred).within95_ms, 96);
  EXPECT_EQ(waiting_time({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 99})
                .within95_ms,
            19);
}

}  // namespace
}  // namespace saihakko

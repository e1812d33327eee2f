#include "core/secrets/drawn_secrets.hpp"

#include <gtest/gtest.h>

#include <set>

namespace saihakko {
namespace {

/// Chance that draws what it was told.
class FixedRandom : public RandomSource {
 public:
  explicit FixedRandom(std::uint32_t value) : value_(value) {}
  std::uint32_t below(std::uint32_t bound) override {
    bounds.push_back(bound);
    return value_;
  }
  std::vector<std::uint32_t> bounds;

 private:
  std::uint32_t value_;
};

TEST(DrawnSecrets, ACodeKeepsItsLeadingZerosAndIsDrawnInOne) {
  FixedRandom random(42);
  EXPECT_EQ(draw_code(random, 6), "000042");
  EXPECT_EQ(draw_code(random, 4), "0042");
  EXPECT_EQ(random.bounds, (std::vector<std::uint32_t>{1'000'000, 10'000}));
}

TEST(DrawnSecrets, EveryFourDigitCodeIsAboutEquallyLikely) {
  SystemRandom random;
  std::vector<int> counts(10);
  for (int i = 0; i < 20'000; ++i)
    ++counts[static_cast<std::size_t>(draw_code(random, 4)[0] - '0')];
  for (const int count : counts)
    EXPECT_NEAR(count, 2'000, 250);  // five standard deviations and more
}

TEST(DrawnSecrets, ATicketHolds128Bits) {
  FixedRandom random(0xABC);
  EXPECT_EQ(draw_ticket(random), "0abc0abc0abc0abc0abc0abc0abc0abc");
  EXPECT_EQ(random.bounds, std::vector<std::uint32_t>(8, 0x10000));
}

TEST(DrawnSecrets, TicketsDiffer) {
  SystemRandom random;
  std::set<std::string> tickets;
  for (int i = 0; i < 1000; ++i)
    tickets.insert(draw_ticket(random));
  EXPECT_EQ(tickets.size(), 1000U);
}

}  // namespace
}  // namespace saihakko

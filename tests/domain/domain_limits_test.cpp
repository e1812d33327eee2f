#include "core/domain/domain_limits.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

constexpr Instant kNow{1'000'000'000};
constexpr const char* kDocomo = "docomo.ne.jp";

/// How many begin and end one after the other at that instant.
int begun_at(DomainLimits& limits, Instant now) {
  int begun = 0;
  for (; begun < 1000 && limits.may_begin(kDocomo, now); ++begun) {
    limits.begin(kDocomo, now);
    limits.end(kDocomo);
  }
  return begun;
}

TEST(DomainLimits, OneDomainDoesNotTakeAllSessions) {
  DomainLimits limits(2, 0);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(limits.may_begin(kDocomo, kNow));
    limits.begin(kDocomo, kNow);
  }
  EXPECT_FALSE(limits.may_begin(kDocomo, kNow));
  EXPECT_TRUE(limits.may_begin("ezweb.ne.jp", kNow));
  limits.end(kDocomo);
  EXPECT_TRUE(limits.may_begin(kDocomo, kNow));
}

TEST(DomainLimits, ASixthOfAMinutesMailsGoAtOnceAndTheRestEvenly) {
  DomainLimits limits(0, 120);
  EXPECT_EQ(begun_at(limits, kNow), 20);
  EXPECT_EQ(limits.next_begin(kDocomo), kNow.plus_ms(500));
  EXPECT_EQ(begun_at(limits, kNow.plus_ms(499)), 0);
  EXPECT_EQ(begun_at(limits, kNow.plus_ms(500)), 1);
  EXPECT_EQ(begun_at(limits, kNow.plus_ms(10'000)), 19);
}

TEST(DomainLimits, NoMinuteSeesMoreThanItsMailsAndOneStroke) {
  DomainLimits limits(0, 60);
  int begun = 0;
  for (int ms = 0; ms < 60'000; ms += 100)
    begun += begun_at(limits, kNow.plus_ms(ms));
  EXPECT_EQ(begun, 60 + 9);
}

TEST(DomainLimits, AFewAMinuteGoOneByOne) {
  DomainLimits limits(0, 1);
  EXPECT_EQ(begun_at(limits, kNow), 1);
  EXPECT_EQ(begun_at(limits, kNow.plus_ms(59'999)), 0);
  EXPECT_EQ(begun_at(limits, kNow.plus_ms(60'000)), 1);
}

TEST(DomainLimits, ZeroIsNoLimit) {
  DomainLimits limits(0, 0);
  EXPECT_EQ(begun_at(limits, kNow), 1000);
  for (int i = 0; i < 10; ++i)
    limits.begin(kDocomo, kNow);
  EXPECT_TRUE(limits.may_begin(kDocomo, kNow));
}

TEST(DomainLimits, TheDomainStandsBehindTheLastAtInLowerCase) {
  EXPECT_EQ(domain_of_address("a.@DoCoMo.ne.jp"), kDocomo);
  EXPECT_EQ(domain_of_address(R"("a@b"@docomo.ne.jp)"), kDocomo);
  EXPECT_EQ(domain_of_address(""), "");
}

}  // namespace
}  // namespace saihakko

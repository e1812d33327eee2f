#include "core/service/setup/trusted_clock.hpp"

#include <gtest/gtest.h>

#include "core/service/setup/configuration_error.hpp"
#include "core/store/tables/installation_table.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;

class TrustedClock : public ::testing::Test {
 protected:
  TrustedClock() {
    mark_rehearsal_installation(house_.database);  // so that its time is what the test says
    follow(0);
  }

  void follow(std::int64_t hours) {
    follow_clock(house_.database, house_.settings, kNow.plus_ms(hours * kHourMs));
  }
  bool frozen(std::int64_t hours) {
    return look_at_clock(house_.database, house_.settings, kNow.plus_ms(hours * kHourMs)).frozen;
  }

  House house_;
};

TEST_F(TrustedClock, AWeekIsAStepAndAnHourMoreIsNone) {
  EXPECT_FALSE(frozen(168));
  EXPECT_TRUE(frozen(169));
  EXPECT_FALSE(frozen(-168));
  EXPECT_TRUE(frozen(-169));
}

TEST_F(TrustedClock, ItFollowsInStepsAndNotInAJump) {
  follow(160);
  EXPECT_FALSE(frozen(320));
  follow(600);
  EXPECT_TRUE(frozen(600));
  follow(600);
  EXPECT_TRUE(frozen(600));
  EXPECT_EQ(trusted_instant(house_.database), kNow.plus_ms(160 * kHourMs));
}

TEST_F(TrustedClock, ItThawsWhenTheClockIsBack) {
  follow(24 * 60);
  EXPECT_TRUE(frozen(24 * 60));
  EXPECT_FALSE(frozen(2));
  follow(2);
  EXPECT_EQ(trusted_instant(house_.database), kNow.plus_ms(2 * kHourMs));
}

TEST_F(TrustedClock, APersonThawsItAndIsRecorded) {
  const Instant later = kNow.plus_ms(24 * 60 * kHourMs);
  const Actor person = Actor::person(1001);
  const auto look = confirm_clock(house_.database, house_.settings, person, later);
  ASSERT_TRUE(look);
  EXPECT_EQ(look->trusted, kNow);
  EXPECT_FALSE(frozen(24 * 60));
  EXPECT_TRUE(frozen(0));
  const auto rows = audit_rows_of(house_.database, "clock", 10);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].event, "clock_confirmed");
  EXPECT_EQ(rows[0].actor, "uid:1001");
  EXPECT_FALSE(confirm_clock(house_.database, house_.settings, person, later));
  EXPECT_EQ(audit_rows_of(house_.database, "clock", 10).size(), 1U);
}

TEST_F(TrustedClock, WhatWouldDestroyIsRefusedWithTheWayOut) {
  const Clock clock(kNow.plus_ms(24 * 60 * kHourMs));
  try {
    refuse_frozen_clock(house_.database, house_.settings, clock, clock.now());
    FAIL();
  } catch (const ConfigurationError& refusal) {
    EXPECT_NE(std::string(refusal.what()).find("saihakko clock confirm"), std::string::npos);
  }
  refuse_frozen_clock(house_.database, house_.settings, clock, kNow);
}

TEST(HouseTime, IsTheMachinesUnlessTheInstallationIsForRehearsals) {
  House house;
  const Instant before = Clock::real_now();
  EXPECT_GE(house_time(house.database, kNow), before);
  mark_rehearsal_installation(house.database);
  EXPECT_EQ(house_time(house.database, kNow), kNow);
}

}  // namespace
}  // namespace saihakko

#include <gtest/gtest.h>

#include "core/service/applications/cap_waits.hpp"
#include "core/service/applications/expire.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

constexpr const char* kPassword = "Hareta9sora";
const Instant kAhead = kNow.plus_ms(60 * kDayMs);

/// What was begun while the clock ran 60 days ahead, seen once it is right.
class ClockAhead : public ::testing::Test {
 protected:
  ClockAhead() { house_.add_office(); }

  PortalHouse house_;
};

TEST_F(ClockAhead, ACodeOpensNothingAndHoldsNoOtherUp) {
  const Begun ahead = house_.begin(PortalHouse::kRegistered, kAhead);
  const std::string code = house_.mailed_code(ahead.after).value();
  EXPECT_EQ(refusal_of(house_.verify(ahead.ticket, code)), "ticket_over");
  house_.database.execute("UPDATE tickets SET expires_ms = $1", kNow.plus_ms(kMinuteMs).ms);
  EXPECT_EQ(refusal_of(house_.verify(ahead.ticket, code)), "code_expired");
  EXPECT_TRUE(house_.mailed_code(house_.begin().after).has_value());
}

TEST_F(ClockAhead, CodesOfAWholeDayLeaveTheLimitsOpen) {
  house_.settings.codes.cooldown_seconds = 0;
  for (int i = 0; i < house_.settings.codes.per_day; ++i)
    house_.begin(PortalHouse::kRegistered, kAhead.plus_ms(i));
  EXPECT_FALSE(
      house_.mailed_code(house_.begin(PortalHouse::kRegistered, kAhead.plus_ms(100)).after));
  EXPECT_TRUE(house_.mailed_code(house_.begin().after));
}

TEST_F(ClockAhead, ItsCodesAndTicketsAreSweptAndDoNotComeAliveInSixtyDays) {
  const Begun ahead = house_.begin(PortalHouse::kRegistered, kAhead);
  const std::string code = house_.mailed_code(ahead.after).value();
  house_.begin("other@example.jp");
  const CodeLimits& limits = house_.settings.codes;
  EXPECT_EQ(expire_code_chunk(house_.database, house_.actor, limits, kNow, 10), 1);
  EXPECT_EQ(end_ticket_chunk(house_.database, house_.actor, limits, kNow, 10), 1);
  EXPECT_EQ(refusal_of(house_.verify(ahead.ticket, code, kAhead)), "ticket_over");
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM codes WHERE state = 'live'"), 1);
  EXPECT_EQ(house_.count("SELECT COUNT(*) FROM tickets WHERE step <> 'ended'"), 1);
}

TEST_F(ClockAhead, AClosedLoginIsClosedForItsOwnLengthAlone) {
  house_.reset_to(kPassword, kNow.plus_ms(-kDayMs));
  for (int i = 0; i < house_.settings.login.failures; ++i)
    house_.log_in_with("Wrong123", kAhead);
  const auto closed = house_.log_in_with(kPassword);
  EXPECT_EQ(refusal_of(closed), "login_locked");
  EXPECT_EQ(std::get<PortalRefusal>(closed).retry_at, kNow.plus_ms(kMinuteMs));
  const Instant over = kNow.plus_ms(kMinuteMs);
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, over.plus_ms(-1))), "login_locked");
  EXPECT_EQ(refusal_of(house_.log_in_with(kPassword, over)), "");
}

TEST_F(ClockAhead, WaitsLastForTheirOwnLengthOnceTheyAreCapped) {
  house_.settings.review.undo_minutes = 60;
  const Application application = house_.reviewed();
  house_.decide(application, {.verdict = Verdict::approve}, {}, kAhead);
  suppress_address(house_.database, "mark", kAhead.plus_ms(14 * kDayMs), 0);
  house_.begin();
  house_.database.execute("UPDATE notices SET due_ms = $1", kAhead.ms);
  const auto mails_due = [&] {
    return std::get<0>(house_.database
                           .select_one<std::tuple<std::int64_t>>(
                               "SELECT COUNT(*) FROM notices WHERE due_ms <= $1", kNow.ms)
                           .value());
  };
  EXPECT_EQ(mails_due(), 0);
  EXPECT_EQ(cap_waits(house_.database, house_.actor, house_.settings, kNow), 3);
  EXPECT_EQ(mails_due(), 1);
  EXPECT_EQ(house_.stored(application).undo_until, kNow.plus_ms(60 * kMinuteMs));
  const Instant spared = kNow.plus_ms(14 * kDayMs);
  EXPECT_TRUE(address_suppressed_until(house_.database, "mark", spared.plus_ms(-1)));
  EXPECT_FALSE(address_suppressed_until(house_.database, "mark", spared));
  EXPECT_EQ(house_.detail_of("clock", "waits_capped"), "3");
  EXPECT_EQ(cap_waits(house_.database, house_.actor, house_.settings, kNow), 0);
}

TEST_F(ClockAhead, WhatARightClockHasBegunIsNotCapped) {
  house_.settings.review.undo_minutes = 60;
  house_.decide(house_.reviewed(), {.verdict = Verdict::approve}, {}, kNow);
  suppress_address(house_.database, "mark", kNow.plus_ms(14 * kDayMs), 0);
  house_.reset_to(kPassword);
  house_.log_in_with(kPassword, kNow, "client");
  EXPECT_EQ(cap_waits(house_.database, house_.actor, house_.settings, kNow), 0);
}

}  // namespace
}  // namespace saihakko

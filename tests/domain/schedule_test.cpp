#include "core/domain/schedule.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/domain/calendar.hpp"

namespace saihakko {
namespace {

std::string next(const Schedule& schedule, const std::string& after) {
  return rfc3339(schedule.next_after(parse_rfc3339(after).value()));
}

// 2026-11-20 is a Friday.
const Schedule kOfficeDays = Schedule::at({8, 13}, 30, RunDays::monday_to_friday);

TEST(Schedule, NextIsTheFirstTimeLaterOnTheSameDay) {
  EXPECT_EQ(next(kOfficeDays, "2026-11-20T00:00:00+09:00"), "2026-11-20T08:30:00+09:00");
  EXPECT_EQ(next(kOfficeDays, "2026-11-20T08:31:00+09:00"), "2026-11-20T13:30:00+09:00");
}

TEST(Schedule, ADueInstantIsNotItsOwnNext) {
  EXPECT_EQ(next(kOfficeDays, "2026-11-20T08:29:59.999+09:00"), "2026-11-20T08:30:00+09:00");
  EXPECT_EQ(next(kOfficeDays, "2026-11-20T08:30:00+09:00"), "2026-11-20T13:30:00+09:00");
}

TEST(Schedule, OfficeDaysPassOverSaturdayAndSunday) {
  for (const char* after :
       {"2026-11-20T13:30:00+09:00", "2026-11-21T08:00:00+09:00", "2026-11-22T23:59:59+09:00"}) {
    EXPECT_EQ(next(kOfficeDays, after), "2026-11-23T08:30:00+09:00") << after;
  }
}

TEST(Schedule, TheDayIsJapansWhateverTheOffsetOfTheInstant) {
  // Still Friday in UTC, Saturday in Japan.
  EXPECT_EQ(next(kOfficeDays, "2026-11-20T15:00:00Z"), "2026-11-23T08:30:00+09:00");
  EXPECT_EQ(next(Schedule::at({3, 12}, 10), "2026-11-20T16:00:00Z"), "2026-11-21T03:10:00+09:00");
}

TEST(Schedule, DailyTimesGoOnOverTheEndOfTheYear) {
  EXPECT_EQ(next(Schedule::at({3, 12}, 10), "2026-12-31T12:10:00+09:00"),
            "2027-01-01T03:10:00+09:00");
}

TEST(Schedule, EverySoManyMinutesStartsAgainInEachHourOfTheSpan) {
  const Schedule screening = Schedule::every(5, 1, {7, 20});
  EXPECT_EQ(next(screening, "2026-11-22T06:59:00+09:00"), "2026-11-22T07:01:00+09:00");
  EXPECT_EQ(next(screening, "2026-11-22T07:01:00+09:00"), "2026-11-22T07:06:00+09:00");
  EXPECT_EQ(next(screening, "2026-11-22T07:56:00+09:00"), "2026-11-22T08:01:00+09:00");
  EXPECT_EQ(next(screening, "2026-11-22T20:56:00+09:00"), "2026-11-23T07:01:00+09:00");
}

TEST(Schedule, EveryMinuteRunsThroughMidnight) {
  const Schedule minutely = Schedule::every(1, 0, {});
  EXPECT_EQ(next(minutely, "2026-11-22T23:59:00+09:00"), "2026-11-23T00:00:00+09:00");
  EXPECT_EQ(next(minutely, "2026-11-23T00:00:59.999+09:00"), "2026-11-23T00:01:00+09:00");
}

TEST(Schedule, IsWrittenAsOnCalendarTakesIt) {
  EXPECT_EQ(kOfficeDays.on_calendar(), "Mon..Fri *-*-* 08,13:30:00 Asia/Tokyo");
  EXPECT_EQ(Schedule::at({3}, 5).on_calendar(), "*-*-* 03:05:00 Asia/Tokyo");
  EXPECT_EQ(Schedule::every(5, 1, {7, 20}).on_calendar(), "*-*-* 07..20:01/5:00 Asia/Tokyo");
  EXPECT_EQ(Schedule::every(1, 0, {}).on_calendar(), "*-*-* *:*:00 Asia/Tokyo");
  EXPECT_EQ(Schedule::every(2, 0, {}).on_calendar(), "*-*-* *:00/2:00 Asia/Tokyo");
}

TEST(Schedule, IsWrittenForPeople) {
  EXPECT_EQ(kOfficeDays.japanese(), "平日 08:30、13:30");
  EXPECT_EQ(Schedule::at({3}, 5).japanese(), "毎日 03:05");
  EXPECT_EQ(Schedule::every(5, 1, {7, 20}).japanese(), "毎日 07時台〜20時台 5分ごと");
  EXPECT_EQ(Schedule::every(1, 0, {}).japanese(), "毎日 1分ごと");
}

}  // namespace
}  // namespace saihakko

#include "core/domain/working_days.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace saihakko {
namespace {

Instant at(const std::string& day, const std::string& time = "12:00:00") {
  return parse_rfc3339(day + "T" + time + "+09:00").value();
}

/// Golden Week and the autumn of 2026, and the first days of 2027.
const WorkingDays& days() {
  static const WorkingDays all({{2026, 4, 29},
                                {2026, 5, 3},
                                {2026, 5, 4},
                                {2026, 5, 5},
                                {2026, 5, 6},
                                {2026, 9, 21},
                                {2026, 9, 22},
                                {2026, 9, 23},
                                {2027, 1, 1},
                                {2027, 1, 11}});
  return all;
}

TEST(WorkingDays, WeekendsHolidaysAndTheTurnOfTheYearAreFree) {
  for (const JapanDate free : {JapanDate{2026, 11, 21},
                               {2026, 11, 22},
                               {2026, 5, 6},
                               {2026, 9, 22},
                               {2026, 12, 29},
                               {2026, 12, 30},
                               {2026, 12, 31},
                               {2027, 1, 1},
                               {2027, 1, 2},
                               {2027, 1, 3},
                               {2027, 1, 11}}) {
    EXPECT_FALSE(days().is_working_day(free)) << free.month << "/" << free.day;
  }
  for (const JapanDate work : {JapanDate{2026, 11, 20},
                               {2026, 11, 24},
                               {2026, 4, 30},
                               {2026, 5, 1},
                               {2026, 5, 7},
                               {2026, 9, 24},
                               {2026, 12, 28},
                               {2027, 1, 4}}) {
    EXPECT_TRUE(days().is_working_day(work)) << work.month << "/" << work.day;
  }
}

TEST(WorkingDays, WeekdaysHoldBefore1970AndOverLeapYears) {
  EXPECT_TRUE(days().is_working_day({1969, 12, 26}));  // a Friday
  EXPECT_FALSE(days().is_working_day({1969, 12, 27}));
  EXPECT_FALSE(days().is_working_day({1969, 12, 28}));
  EXPECT_FALSE(days().is_working_day({2028, 2, 27}));  // a Sunday
  EXPECT_TRUE(days().is_working_day({2028, 2, 29}));
}

TEST(WorkingDays, TheDayItBeginsIsNotCountedAndTheDayItEndsIs) {
  EXPECT_EQ(days().between(at("2026-11-16", "00:00:00"), at("2026-11-16", "23:59:59")), 0);
  EXPECT_EQ(days().between(at("2026-11-16", "23:59:59"), at("2026-11-17", "00:00:00")), 1);
  EXPECT_EQ(days().between(at("2026-11-16"), at("2026-11-20")), 4);
}

TEST(WorkingDays, FridayEveningToMondayMorningIsOne) {
  EXPECT_EQ(days().between(at("2026-11-13", "19:00:00"), at("2026-11-14")), 0);
  EXPECT_EQ(days().between(at("2026-11-13", "19:00:00"), at("2026-11-15", "23:59:59")), 0);
  EXPECT_EQ(days().between(at("2026-11-13", "19:00:00"), at("2026-11-16", "06:00:00")), 1);
  EXPECT_EQ(days().between(at("2026-11-14"), at("2026-11-16")), 1);
}

TEST(WorkingDays, GoldenWeekAndTheNewYearPassUncounted) {
  EXPECT_EQ(days().between(at("2026-05-01", "18:00:00"), at("2026-05-06", "23:59:59")), 0);
  EXPECT_EQ(days().between(at("2026-05-01", "18:00:00"), at("2026-05-07", "00:00:00")), 1);
  EXPECT_EQ(days().between(at("2026-04-28"), at("2026-05-07")), 3);
  EXPECT_EQ(days().between(at("2026-09-18"), at("2026-09-24")), 1);
  EXPECT_EQ(days().between(at("2026-12-28"), at("2027-01-03")), 0);
  EXPECT_EQ(days().between(at("2026-12-28"), at("2027-01-04")), 1);
}

TEST(WorkingDays, BackwardsIsNone) {
  EXPECT_EQ(days().between(at("2026-11-20"), at("2026-11-16")), 0);
}

TEST(WorkingDays, DaysAreThoseOfJapan) {
  const auto utc = [](const char* text) { return parse_rfc3339(text).value(); };
  EXPECT_EQ(days().between(utc("2026-11-16T14:59:59Z"), utc("2026-11-16T15:00:00Z")), 1);
}

TEST(WorkingDays, LatestLateStartIsTheEdgeOfWhatBetweenCounts) {
  for (const char* now : {"2026-05-07", "2026-05-06", "2026-11-16", "2026-11-15", "2027-01-04"}) {
    for (const int within : {0, 1, 2, 5}) {
      const Instant edge = days().latest_late_start(at(now), within);
      EXPECT_GT(days().between(edge, at(now)), within) << now << " " << within;
      EXPECT_LE(days().between(edge.plus_ms(1), at(now)), within) << now << " " << within;
    }
  }
  EXPECT_EQ(rfc3339(days().latest_late_start(at("2026-11-17"), 1)),
            "2026-11-15T23:59:59.999+09:00");
}

TEST(WorkingDays, WaitEndsWithTheDayOnWhichItsLastWorkingDayHasBegun) {
  for (const char* from : {"2026-05-01", "2026-05-02", "2026-11-13", "2026-12-28"}) {
    for (const int within : {1, 2, 5}) {
      const Instant end = days().end_of_wait(at(from), within);
      EXPECT_EQ(days().between(at(from), end), within) << from << " " << within;
      EXPECT_TRUE(days().is_working_day(japan_date(end))) << from << " " << within;
    }
  }
  EXPECT_EQ(rfc3339(days().end_of_wait(at("2026-11-13", "23:59:59"), 1)),
            "2026-11-16T23:59:59.999+09:00");
  EXPECT_EQ(rfc3339(days().end_of_wait(at("2026-11-13"), 0)), "2026-11-13T23:59:59.999+09:00");
}

TEST(WorkingDays, YearsWithoutAHolidayAreNamed) {
  using Years = std::vector<int>;
  EXPECT_EQ(days().unknown_years(at("2026-01-01"), at("2027-12-31")), Years{});
  EXPECT_EQ(days().unknown_years(at("2025-12-31"), at("2028-01-01")), (Years{2025, 2028}));
  EXPECT_EQ(days().unknown_years(at("2030-06-01"), at("2030-06-02")), Years{2030});
}

}  // namespace
}  // namespace saihakko

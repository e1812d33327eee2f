#include "core/domain/calendar.hpp"
#include "core/domain/era.hpp"
#include "core/domain/term.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {
namespace {

const std::vector<Era> kEras{{{1989, 1, 8}, "平成"}, {{2019, 5, 1}, "令和"}};

Instant at(std::string_view text) {
  return parse_rfc3339(text).value();
}

std::string round_trip(std::string_view text) {
  const auto instant = parse_rfc3339(text);
  return instant ? rfc3339(*instant) : "refused";
}

TEST(EraDate, IsWrittenAsInTheManual) {
  EXPECT_EQ(era_date({2021, 1, 10}, kEras), "令和03年01月10日");
  EXPECT_EQ(era_date({2019, 4, 30}, kEras), "平成31年04月30日");
  EXPECT_EQ(era_date({2019, 5, 1}, kEras), "令和01年05月01日");
  EXPECT_EQ(era_date({2026, 11, 22}, kEras), "令和08年11月22日");
}

TEST(EraDate, FirstYearIsGannenBySetting) {
  EXPECT_EQ(era_date({2019, 5, 1}, kEras, FirstYear::gannen), "令和元年05月01日");
  EXPECT_EQ(era_date({2019, 12, 31}, kEras, FirstYear::gannen), "令和元年12月31日");
  EXPECT_EQ(era_date({2020, 1, 1}, kEras, FirstYear::gannen), "令和02年01月01日");
  EXPECT_EQ(era_date({1989, 1, 8}, kEras, FirstYear::gannen), "平成元年01月08日");
}

TEST(EraDate, BeforeHeiseiTheCommonEraIsWritten) {
  EXPECT_EQ(era_date({1989, 1, 8}, kEras), "平成01年01月08日");
  EXPECT_EQ(era_date({1989, 1, 7}, kEras), "1989年01月07日");
}

TEST(EraDate, ANewEraBeginsOnItsDay) {
  std::vector<Era> eras = kEras;
  eras.push_back({{2031, 4, 1}, "新号"});
  EXPECT_EQ(era_date({2031, 3, 31}, eras), "令和13年03月31日");
  EXPECT_EQ(era_date({2031, 4, 1}, eras), "新号01年04月01日");
}

TEST(IsOn, WhatIsNotOverAndNotOfAClockThatRanAhead) {
  constexpr std::int64_t kLength = 30 * kMinuteMs;
  const Instant now = at("2026-11-22T00:00:00Z");
  EXPECT_FALSE(is_on(now, kLength, now));
  EXPECT_TRUE(is_on(now.plus_ms(1), kLength, now));
  EXPECT_TRUE(is_on(now.plus_ms(kLength + kMinuteMs), kLength, now));
  EXPECT_FALSE(is_on(now.plus_ms(kLength + kMinuteMs + 1), kLength, now));
}

TEST(JapanDate, TurnsAtMidnightInJapan) {
  EXPECT_EQ(era_date(japan_date(at("2025-12-31T15:00:00Z")), kEras), "令和08年01月01日");
  EXPECT_EQ(era_date(japan_date(at("2025-12-31T14:59:59.999Z")), kEras), "令和07年12月31日");
  EXPECT_EQ(japan_date({0}), (JapanDate{1970, 1, 1}));
  EXPECT_EQ(japan_date({-9 * 60 * kMinuteMs - 1}), (JapanDate{1969, 12, 31}));
}

TEST(EndOfJapanDay, IsTheLastMillisecondOfThePrintedDate) {
  const Instant issued = at("2026-11-22T09:00:00+09:00");
  EXPECT_EQ(rfc3339(end_of_japan_day(issued, 0)), "2026-11-22T23:59:59.999+09:00");
  EXPECT_EQ(rfc3339(end_of_japan_day(issued, 45)), "2027-01-06T23:59:59.999+09:00");
  EXPECT_EQ(end_of_japan_day(at("2026-11-22T00:00:00+09:00"), 45), end_of_japan_day(issued, 45));
  EXPECT_EQ(end_of_japan_day(at("2026-11-22T23:59:59.999+09:00"), 45),
            end_of_japan_day(issued, 45));
  EXPECT_EQ(rfc3339(end_of_japan_day({-kDayMs}, 0)), "1969-12-31T23:59:59.999+09:00");
}

TEST(Rfc3339, ComesBackInJapanTime) {
  EXPECT_EQ(round_trip("2026-11-22T09:00:00+09:00"), "2026-11-22T09:00:00+09:00");
  EXPECT_EQ(round_trip("2026-11-22T00:00:00Z"), "2026-11-22T09:00:00+09:00");
  EXPECT_EQ(round_trip("2026-11-21t19:00:00-05:00"), "2026-11-22T09:00:00+09:00");
  EXPECT_EQ(round_trip("2024-02-29T00:00:00+09:00"), "2024-02-29T00:00:00+09:00");
  EXPECT_EQ(round_trip("1969-12-31T23:59:59.001+09:00"), "1969-12-31T23:59:59.001+09:00");
}

TEST(Rfc3339, FractionIsCutToMilliseconds) {
  EXPECT_EQ(round_trip("2026-11-22T09:00:00.5+09:00"), "2026-11-22T09:00:00.500+09:00");
  EXPECT_EQ(round_trip("2026-11-22T09:00:00.0009+09:00"), "2026-11-22T09:00:00+09:00");
  EXPECT_EQ(round_trip("2026-11-22T09:00:00.1239999999999+09:00"), "2026-11-22T09:00:00.123+09:00");
}

TEST(Rfc3339, ImpossibleDaysAndTimesAreRefused) {
  for (const char* text :
       {"2026-02-29T09:00:00+09:00", "2026-04-31T09:00:00Z", "2026-13-01T09:00:00Z",
        "2026-00-10T09:00:00Z", "2026-01-00T09:00:00Z", "0000-01-01T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T09:60:00Z", "2026-11-22T09:00:61Z",
        "2026-11-22T09:00:00+24:00", "2026-11-22T09:00:00+09:60"}) {
    EXPECT_EQ(round_trip(text), "refused") << text;
  }
}

TEST(Rfc3339, AnotherShapeIsRefused) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T09:00:00", "2026-11-22T09:00+09:00", "2026/11/22T09:00:00Z",
        "2026-11-22T09:00:00+0900", "2026-11-22T09:00:00ZZ", " 2026-11-22T09:00:00Z",
        "26-11-22T09:00:00Z", "-026-11-22T09:00:00Z", "2026-1-22T09:00:00Z",
        "2026-11-22T09:00:00.Z", "2026-11-22T09:00:00.+09:00", "2026-11-22T-9:00:00Z"}) {
    EXPECT_EQ(round_trip(text), "refused") << text;
  }
}

TEST(Rfc3339, ADayOutsideTheCalendarInJapanIsRefused) {
  EXPECT_EQ(round_trip("9999-12-31T14:59:59Z"), "9999-12-31T23:59:59+09:00");
  EXPECT_EQ(round_trip("9999-12-31T15:00:00Z"), "refused");
  EXPECT_EQ(round_trip("1400-01-01T00:00:00+09:00"), "1400-01-01T00:00:00+09:00");
  EXPECT_EQ(round_trip("1400-01-01T00:00:00+23:59"), "refused");
}

TEST(JapanTimeTexts, AreTheFormsOfMailsTablesAndNames) {
  const Instant instant = at("2026-01-02T03:04:05Z");
  EXPECT_EQ(japan_date_time_text(instant), "2026年01月02日 12時04分");
  EXPECT_EQ(japan_day_text(instant), "2026年01月02日");
  EXPECT_EQ(japan_minute(instant), "2026-01-02 12:04");
  EXPECT_EQ(compact_date(japan_date(instant)), "20260102");
  EXPECT_EQ(compact_time(parse_rfc3339("2026-01-02T03:04:05.006+09:00").value()),
            "20260102-030405006");
}

TEST(Clock, AsOfRunsOnFromThere) {
  const Instant as_of = at("2027-04-01T00:00:00+09:00");
  const Clock clock(as_of);
  EXPECT_TRUE(clock.moved());
  EXPECT_GE(clock.now(), as_of);
  EXPECT_LT(clock.now(), as_of.plus_ms(kMinuteMs));
  EXPECT_FALSE(Clock().moved());
}

TEST(Calendar, ReadsATimeAsExcelWritesIt) {
  EXPECT_EQ(parse_excel_time("2026/11/22 9:00"), parse_rfc3339("2026-11-22T09:00:00+09:00"));
  EXPECT_EQ(parse_excel_time("2026/1/2 23:59:58"), parse_rfc3339("2026-01-02T23:59:58+09:00"));
  EXPECT_EQ(parse_excel_time("2026/01/02 03:04"), parse_rfc3339("2026-01-02T03:04:00+09:00"));
  for (const char* text :
       {"", "2026/11/22", "2026/11/22 ", "2026/2/30 9:00", "2026/13/1 9:00", "2026/11/22 24:00",
        "2026/11/22 9:60", "2026/11/22 9:0", "2026/11/22 9:00:60", "2026/11/22 9:00 ",
        "2026/11/22  9:00", "26/11/22 9:00", "2026-11-22 9:00", "2026/-1/22 9:00",
        "2026/11/222 9:00", "1399/12/31 9:00", "2026/11/22 9:00:"}) {
    EXPECT_EQ(parse_excel_time(text), std::nullopt) << text;
  }
}

TEST(SlashDate, IsReadAsTheCabinetOfficeWritesIt) {
  EXPECT_EQ(parse_slash_date("2026/1/1"), (JapanDate{2026, 1, 1}));
  EXPECT_EQ(parse_slash_date("2026/11/23"), (JapanDate{2026, 11, 23}));
  EXPECT_EQ(parse_slash_date("2028/2/29"), (JapanDate{2028, 2, 29}));
  for (const char* wrong : {"", "2026/2/29", "2026/13/1", "2026/1/0", "2026-01-01", "26/1/1",
                            "2026/1/1 ", "2026/1", "2026/1/1 9:00", "0000/1/1"}) {
    EXPECT_EQ(parse_slash_date(wrong), std::nullopt) << wrong;
  }
}

TEST(JapanDay, BeginsAtMidnightInJapanAndCountsFrom1970) {
  EXPECT_EQ(rfc3339(start_of_japan_day({2026, 11, 22})), "2026-11-22T00:00:00+09:00");
  EXPECT_EQ(day_number({1970, 1, 1}), 0);
  EXPECT_EQ(day_number({1969, 12, 31}), -1);
  EXPECT_EQ(date_of_day(day_number({2028, 2, 29})), (JapanDate{2028, 2, 29}));
}

}  // namespace
}  // namespace saihakko

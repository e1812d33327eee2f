#include "core/service/intake/read_print_result.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/domain/calendar.hpp"

namespace saihakko {
namespace {

using Texts = std::vector<std::string>;

const Instant kNoon = parse_rfc3339("2026-11-22T12:00:00+09:00").value();

PrintResultFields fields() {
  return {.notice = "N000000011",
          .result = "投函済",
          .time = "2026/11/22 9:00",
          .person = "印刷 太郎",
          .tracking_number = "1234-5678"};
}

PrintResultLine read(const PrintResultFields& given) {
  return std::get<PrintResultLine>(read_print_result(given, kNoon));
}

/// The columns of the errors.
Texts errors(const PrintResultFields& given) {
  Texts columns;
  const auto result = read_print_result(given, kNoon);
  if (const auto* found = std::get_if<ItemErrors>(&result)) {
    for (const ItemError& error : *found)
      columns.push_back(error.field);
  }
  return columns;
}

TEST(ReadPrintResult, TakesALineOfALetter) {
  const PrintResultLine line = read(fields());
  EXPECT_EQ(line.names, PrintResultLine::Names::letter);
  EXPECT_EQ(line.number, "N000000011");
  EXPECT_EQ(line.result, PrintResult::posted);
  EXPECT_EQ(line.at, parse_rfc3339("2026-11-22T09:00:00+09:00"));
  EXPECT_EQ(line.person, "印刷 太郎");
  EXPECT_EQ(line.tracking_number, "1234-5678");
}

TEST(ReadPrintResult, TakesALineOfABatchInAnyWidthAndCase) {
  for (const char* text :
       {"B13-20261122-01", "b13-20261122-01", "Ｂ１３－２０２６１１２２－０１"}) {
    PrintResultFields given = fields();
    given.notice = text;
    EXPECT_EQ(read(given).names, PrintResultLine::Names::batch);
    EXPECT_EQ(read(given).number, "B13-20261122-01");
  }
}

TEST(ReadPrintResult, NeedsNoMoreThanANumberAndAResult) {
  const PrintResultLine line = read({.notice = "N000000011", .result = "受取"});
  EXPECT_FALSE(line.at.has_value());
  EXPECT_EQ(line.person + line.tracking_number, "");
}

TEST(ReadPrintResult, ReadsBothFormsOfTime) {
  PrintResultFields given = fields();
  given.time = "2026-11-22T09:00:00+09:00";
  EXPECT_EQ(read(given).at, read(fields()).at);
  given.time = "２０２６／１１／２２　９：００";
  EXPECT_EQ(read(given).at, read(fields()).at);
  for (const char* text : {"2026/11/31", "2026-11", "2026/11/23", "9:00", "昨日", "2026/11/31 9:00", "2026/11/22 25:00"}) {
    given.time = text;
    EXPECT_EQ(errors(given), Texts{"日時"}) << text;
  }
}

TEST(ReadPrintResult, ReadsADayWithoutATime) {
  PrintResultFields given = fields();
  EXPECT_FALSE(read(given).whole_day);
  for (const char* text : {"2026/11/22", "2026-11-22", "２０２６／１１／２２", "2026/11/22 "}) {
    given.time = text;
    EXPECT_EQ(rfc3339(read(given).at.value()), "2026-11-22T00:00:00+09:00") << text;
    EXPECT_TRUE(read(given).whole_day);
  }
}

TEST(ReadPrintResult, LetsClocksDifferByTenMinutes) {
  PrintResultFields given = fields();
  given.time = "2026/11/22 12:10";
  EXPECT_EQ(errors(given), Texts{});
  given.time = "2026/11/22 12:11";
  EXPECT_EQ(errors(given), Texts{"日時"});
}

TEST(ReadPrintResult, TellsAllErrorsAtOnce) {
  EXPECT_EQ(errors({.notice = "N000000018",
                    .result = "印刷",
                    .time = "?",
                    .person = "太郎\x01花子",
                    .tracking_number = std::string(41, '9')}),
            (Texts{"通知書番号", "結果", "日時", "担当者", "追跡番号"}));
}

TEST(ReadPrintResult, RefusesWhatNamesNeitherLetterNorBatch) {
  for (const char* text : {"", "R000000011", "N00000001", "B13-2026112-01", "B13-20261122-",
                           "B13-20261122-0x", "B13_20261122_01"}) {
    PrintResultFields given = fields();
    given.notice = text;
    EXPECT_EQ(errors(given), Texts{"通知書番号"}) << text;
  }
}

TEST(ReadPrintResult, CountsCharactersNotBytes) {
  PrintResultFields given = fields();
  given.person.clear();
  for (int i = 0; i < 60; ++i)
    given.person += "髙";
  EXPECT_EQ(errors(given), Texts{});
  given.person += "髙";
  EXPECT_EQ(errors(given), Texts{"担当者"});
  given.person = "太\xFF";
  EXPECT_EQ(errors(given), Texts{"担当者"});
}

}  // namespace
}  // namespace saihakko

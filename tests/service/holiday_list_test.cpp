#include "core/service/setup/holiday_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/service/setup/configuration_error.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

const std::filesystem::path kTemplates = std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "templates";
const std::string kHeader = "国民の祝日・休日月日,国民の祝日・休日名称\r\n";

bool is_sunday(std::int64_t day) {
  return (day + 4) % 7 == 0;
}

/// 国民の祝日に関する法律, article 2: the Nth Monday of a month.
std::int64_t monday(int year, int month, int which) {
  std::int64_t day = day_number({year, month, 1});
  while ((day + 4) % 7 != 1)
    ++day;
  return day + std::int64_t{7} * (which - 1);
}

/// The equinoxes as astronomers foretell them for 1980–2099 (海上保安庁水路部, 暦計算研究会).
int equinox(int year, double first) {
  const int since = year - 1980;
  return static_cast<int>(first + 0.242194 * since) - since / 4;
}

/// All holidays of a year as the law gives them: article 2, then 振替休日 (article 3, 2) and
/// 国民の休日 (article 3, 3). For years without exceptions by other laws.
std::set<std::int64_t> lawful_holidays(int year) {
  std::set<std::int64_t> named;
  for (const auto& [month, day] : {std::pair{1, 1},
                                   {2, 11},
                                   {2, 23},
                                   {4, 29},
                                   {5, 3},
                                   {5, 4},
                                   {5, 5},
                                   {8, 11},
                                   {11, 3},
                                   {11, 23},
                                   {3, equinox(year, 20.8431)},
                                   {9, equinox(year, 23.2488)}}) {
    named.insert(day_number({year, month, day}));
  }
  for (const auto& [month, which] : {std::pair{1, 2}, {7, 3}, {9, 3}, {10, 2}}) {
    named.insert(monday(year, month, which));
  }
  std::set<std::int64_t> all = named;
  for (std::int64_t day : named) {
    if (!is_sunday(day)) continue;
    while (named.contains(day))
      ++day;
    all.insert(day);
  }
  for (const std::int64_t day : named) {
    if (named.contains(day + 2) && !named.contains(day + 1)) all.insert(day + 1);
  }
  return all;
}

class Holidays : public ::testing::Test {
 protected:
  HolidayList load(const std::string& content) const {
    directory_.write("holidays.csv", content);
    Settings settings;
    settings.templates_dirs = {directory_.path()};
    return HolidayList::load(settings);
  }
  /// What the operator is told, without the directory; empty when there is nothing to say.
  std::string complaint(const std::string& content) const {
    try {
      load(content);
    } catch (const ConfigurationError& e) {
      return std::string(e.what()).substr(directory_.path().string().size() + 1);
    }
    return "";
  }

  ScratchDirectory directory_;
};

TEST_F(Holidays, TheShippedYearsAreThoseOfTheLaw) {
  const HolidayList list = load(content_of(kTemplates / "holidays.csv"));
  for (const int year : {2025, 2026, 2027}) {
    const auto lawful = lawful_holidays(year);
    EXPECT_EQ(lawful.size(), year == 2025 ? 19U : year == 2026 ? 18U : 17U);
    for (std::int64_t day = day_number({year, 1, 4}); day < day_number({year, 12, 29}); ++day) {
      const JapanDate date = date_of_day(day);
      const bool weekend = is_sunday(day) || is_sunday(day + 1);
      EXPECT_EQ(list.working_days.is_working_day(date), !weekend && !lawful.contains(day))
          << year << "/" << date.month << "/" << date.day;
    }
  }
}

TEST_F(Holidays, TheShippedFileListsEveryHolidayOfTheLawAndNoOtherDay) {
  const std::string content = content_of(kTemplates / "holidays.csv");
  std::string expected;
  std::size_t days = 0;
  for (const int year : {2025, 2026, 2027}) {
    for (const std::int64_t day : lawful_holidays(year)) {
      const JapanDate date = date_of_day(day);
      const std::string row = "\n" + std::to_string(date.year) + "/" + std::to_string(date.month) +
                              "/" + std::to_string(date.day) + ",";
      EXPECT_NE(content.find(row), std::string::npos) << row;
      ++days;
    }
  }
  EXPECT_EQ(static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n')), days + 1);
  EXPECT_EQ(std::count(content.begin(), content.end(), '\r'),
            std::count(content.begin(), content.end(), '\n'));
}

TEST_F(Holidays, SubstitutesAndTheDayBetweenTwoHolidaysAreThere) {
  const HolidayList list = load(content_of(kTemplates / "holidays.csv"));
  for (const JapanDate date : {JapanDate{2025, 2, 24},
                               {2025, 5, 6},
                               {2025, 11, 24},
                               {2026, 5, 6},
                               {2026, 9, 22},
                               {2027, 3, 22}}) {
    EXPECT_FALSE(list.working_days.is_working_day(date)) << date.year << "/" << date.month;
  }
}

TEST_F(Holidays, TheCabinetOfficesEncodingIsRead) {
  // 国民の祝日・休日月日,国民の祝日・休日名称 and 2026/1/1,元日 in CP932.
  const HolidayList list = load(
      "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x8c\x8e\x93\xfa,"
      "\x8d\x91\x96\xaf\x82\xcc\x8f\x6a\x93\xfa\x81\x45\x8b\x78\x93\xfa\x96\xbc\x8f\xcc\r\n"
      "2026/11/3,\x95\xb6\x89\xbb\x82\xcc\x93\xfa\r\n");
  EXPECT_FALSE(list.working_days.is_working_day({2026, 11, 3}));
  EXPECT_TRUE(list.working_days.is_working_day({2026, 11, 4}));
}

TEST_F(Holidays, AMalformedFileIsNamedWithItsLine) {
  const std::string good = kHeader + "2026/1/1,元日\r\n";
  EXPECT_EQ(complaint(good), "");
  for (const char* row : {"2026/2/29,なし", "2026/1/12,", "2026/1/12", "2026/1/12,成人の日,x",
                          "\"2026/1/12,成人の日"}) {
    EXPECT_TRUE(complaint(good + row + "\r\n").starts_with("holidays.csv:3: ")) << row;
  }
  for (const char* header : {"", "2026/1/1,元日\r\n", "日,名称\r\n"}) {
    EXPECT_TRUE(complaint(header).starts_with("holidays.csv:1: 列")) << header;
  }
  EXPECT_EQ(complaint(kHeader), "holidays.csv: 祝日が1日もありません");
}

TEST_F(Holidays, TheFileIsReadAsItWasPublishedAndAsExcelSavesIt) {
  const JapanDate day{1973, 9, 23 + 1};
  for (const std::string& content :
       {kHeader + "1973/9/23,秋分の日\r\n1973/9/23,休日\r\n1973/9/24,休日\r\n,\r\n,\r\n",
        std::string("国民の祝日月日,国民の祝日名称\r\n1973-09-24,休日\r\n"),
        kHeader + "1973/09/24,休日,,\r\n,,,\r\n\r\n", kHeader + "1973年9月24日,休日\r\n",
        std::string("昭和47年（1972年）,,昭和48年（1973年）,\r\n名称,月日,名称,月日\r\n"
                    "元日,1972/1/1,元日,1973/1/1\r\n,,休日,1973/9/24\r\n"
                    "月日は表示するアプリケーションによって形式が異なる場合があります。,,,\r\n")}) {
    EXPECT_EQ(complaint(content), "") << content;
    EXPECT_FALSE(load(content).working_days.is_working_day(day)) << content;
  }
}

TEST_F(Holidays, AMissingYearIsSaidWithFileAndRemedy) {
  const HolidayList list = load(kHeader + "2026/1/1,元日\r\n");
  const Instant year_2026 = start_of_japan_day({2026, 6, 1});
  EXPECT_EQ(list.missing_years_text(year_2026, year_2026), "");
  const std::string text =
      list.missing_years_text(start_of_japan_day({2025, 12, 31}), start_of_japan_day({2027, 1, 1}));
  EXPECT_TRUE(text.starts_with(list.file.string() + " に2025年と2027年の祝日がないので")) << text;
  EXPECT_NE(text.find("/etc/saihakko/templates/holidays.csv に置いてください"), std::string::npos);
}

}  // namespace
}  // namespace saihakko

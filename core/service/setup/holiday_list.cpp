#include "core/service/setup/holiday_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "core/files/csv_reader.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kDay = "国民の祝日・休日月日";
constexpr std::string_view kName = "国民の祝日・休日名称";

}  // namespace

HolidayList HolidayList::load(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "holidays.csv");
  CsvReader reader(file);
  const auto day = reader.column(kDay);
  const auto name = reader.column(kName);
  if (reader.header_error() || !day || !name) {
    throw ConfigurationError(
        fmt::format("{}:1: 列「{},{}」がありません", file.string(), kDay, kName));
  }
  std::set<JapanDate> holidays;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    const auto date = row != nullptr ? parse_slash_date(row->fields[*day]) : std::nullopt;
    if (!date || row->fields[*name].empty()) {
      throw ConfigurationError(
          fmt::format("{}:{}: 祝日の行として読めません(2026/1/1,元日 のように書いてください)",
                      file.string(), row != nullptr ? row->line : std::get<CsvError>(*item).line));
    }
    if (!holidays.insert(*date).second) {
      throw ConfigurationError(
          fmt::format("{}:{}: {} が重なっています", file.string(), row->line, row->fields[*day]));
    }
  }
  return {file, WorkingDays(std::move(holidays))};
}

std::string HolidayList::missing_years_text(Instant from, Instant to) const {
  const std::vector<int> years = working_days.unknown_years(from, to);
  if (years.empty()) return {};
  return fmt::format(
      "{} に{}年の祝日がないので、土日と12月29日から1月3日だけを休みとして営業日を数えます。"
      "内閣府の syukujitsu.csv を /etc/saihakko/templates/holidays.csv に置いてください",
      file.string(), fmt::join(years, "年と"));
}

}  // namespace saihakko

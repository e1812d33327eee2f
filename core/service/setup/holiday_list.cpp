#include "core/service/setup/holiday_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/domain/text_folding.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

/// `2026/1/1`, `2026-01-01` (as the file had it in 2018) and `2026年1月1日`.
std::optional<JapanDate> holiday_date(const std::string& cell) {
  std::string text = fold_width(cell);
  for (const std::string_view sign : {"年", "月", "-", "."}) {
    for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign))
      text.replace(at, sign.size(), "/");
  }
  if (text.ends_with("日")) text.resize(text.size() - std::string_view("日").size());
  return parse_slash_date(text);
}

bool is_blank_row(const CsvRow& row) {
  return std::ranges::all_of(row.fields,
                             [](const std::string& cell) { return trim(cell).empty(); });
}

/// Adds the days of a row: date and name side by side, in the file of 2017 name and date, several
/// years beside one another. False where there is none.
bool add_days(const CsvRow& row, std::set<JapanDate>& holidays) {
  const bool date_first = holiday_date(row.fields.front()).has_value();
  bool found = false;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const auto date = holiday_date(row.fields[i]);
    if (!date || (date_first ? i + 1 == row.fields.size() : i == 0)) continue;
    if (trim(row.fields[date_first ? i + 1 : i - 1]).empty()) continue;
    holidays.insert(*date);
    found = true;
  }
  return found;
}

/// A row without a day that was meant to have one: a remark or a second header is none.
bool is_broken(const CsvRow& row) {
  const bool heads = std::ranges::any_of(
      row.fields, [](const std::string& cell) { return cell.find("月日") != std::string::npos; });
  if (heads || is_blank_row(row)) return false;
  return row.fields.front().find_first_of("0123456789") != std::string::npos;
}

bool has_days_in_header(const CsvReader& reader) {
  return std::ranges::any_of(reader.columns(), [](const std::string& column) {
    return column.find("月日") != std::string::npos || column.find("年") != std::string::npos;
  });
}

}  // namespace

HolidayList HolidayList::load(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "holidays.csv");
  CsvReader reader(file);
  if (reader.header_error() || !has_days_in_header(reader)) {
    throw ConfigurationError(fmt::format(
        "{}:1: 列「国民の祝日・休日月日,国民の祝日・休日名称」がありません", file.string()));
  }
  std::set<JapanDate> holidays;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr || (!add_days(*row, holidays) && is_broken(*row))) {
      throw ConfigurationError(
          fmt::format("{}:{}: 祝日の行として読めません(2026/1/1,元日 のように書いてください)",
                      file.string(), row != nullptr ? row->line : std::get<CsvError>(*item).line));
    }
  }
  if (holidays.empty()) {
    throw ConfigurationError(fmt::format("{}: 祝日が1日もありません", file.string()));
  }
  return {file, WorkingDays(std::move(holidays))};
}

HolidayListOrFault read_holidays(const Settings& settings) {
  HolidayListOrFault without{{"holidays.csv", WorkingDays({})}, {}};
  try {
    return {HolidayList::load(settings), {}};
  } catch (const ConfigurationError& e) {
    without.fault = e.what();
  } catch (const FileError& e) {
    without.fault = e.what();
  }
  return without;
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

#include "core/domain/working_days.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kDaysOfAYear = 365;

/// 1970-01-01 was a Thursday.
bool is_weekend(std::int64_t day) {
  const std::int64_t since_saturday = ((day + 5) % 7 + 7) % 7;
  return since_saturday < 2;
}

bool is_turn_of_the_year(JapanDate date) {
  return (date.month == 12 && date.day >= 29) || (date.month == 1 && date.day <= 3);
}

std::int64_t day_of(Instant instant) {
  return day_number(japan_date(instant));
}

}  // namespace

bool WorkingDays::is_working_day(std::int64_t day) const {
  if (is_weekend(day)) return false;
  const JapanDate date = date_of_day(day);
  return !is_turn_of_the_year(date) && !holidays_.contains(date);
}

bool WorkingDays::is_working_day(JapanDate date) const {
  return is_working_day(day_number(date));
}

std::int64_t WorkingDays::between(Instant from, Instant to) const {
  const std::int64_t last = day_of(to);
  std::int64_t count = 0;
  for (std::int64_t day = day_of(from) + 1; day <= last; ++day) {
    if (is_working_day(day)) ++count;
  }
  return count;
}

JapanDate WorkingDays::day_after(Instant from, std::int64_t days) const {
  std::int64_t day = day_of(from);
  while (days > 0) {
    if (is_working_day(++day)) --days;
  }
  return date_of_day(day);
}

Instant WorkingDays::end_of_wait(Instant from, std::int64_t within) const {
  return start_of_japan_day(date_of_day(day_number(day_after(from, within)) + 1)).plus_ms(-1);
}

Instant WorkingDays::latest_late_start(Instant now, std::int64_t within) const {
  std::int64_t day = day_of(now);
  const std::int64_t end = day - kDaysOfAYear;
  for (std::int64_t begun = 0; day > end; --day) {
    if (is_working_day(day) && ++begun > within) break;
  }
  return start_of_japan_day(date_of_day(day)).plus_ms(-1);
}

std::vector<int> WorkingDays::unknown_years(Instant from, Instant to) const {
  std::vector<int> years;
  for (int year = japan_date(from).year; year <= japan_date(to).year; ++year) {
    const auto first = holidays_.lower_bound({year, 1, 1});
    if (first == holidays_.end() || first->year != year) years.push_back(year);
  }
  return years;
}

}  // namespace saihakko

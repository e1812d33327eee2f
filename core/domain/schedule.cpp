#include "core/domain/schedule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <numeric>
#include <utility>

#include "core/domain/calendar.hpp"

namespace saihakko {
namespace {

constexpr int kMinutesAnHour = 60;
constexpr std::size_t kHoursADay = 24;
constexpr int kDaysAWeek = 7;

Instant start_of_japan_day(Instant instant, int days) {
  return end_of_japan_day(instant, days - 1).plus_ms(1);
}

bool is_weekend(JapanDate date) {
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.day))};
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

}  // namespace

Schedule::Schedule(RunDays days, std::vector<int> hours, int first_minute, int every_minutes)
    : days_(days),
      hours_(std::move(hours)),
      first_minute_(first_minute),
      every_minutes_(every_minutes) {
  assert(!hours_.empty() && std::is_sorted(hours_.begin(), hours_.end()));
  assert(hours_.front() >= 0 && hours_.back() < static_cast<int>(kHoursADay));
  assert(first_minute_ >= 0 && first_minute_ < kMinutesAnHour && every_minutes_ > 0);
}

Schedule Schedule::at(std::vector<int> hours, int minute, RunDays days) {
  return {days, std::move(hours), minute, kMinutesAnHour};
}

Schedule Schedule::every(int minutes, int first_minute, HourSpan span) {
  assert(minutes < kMinutesAnHour && span.first <= span.last);
  std::vector<int> hours(static_cast<std::size_t>(span.last - span.first + 1));
  std::iota(hours.begin(), hours.end(), span.first);
  return {RunDays::every_day, std::move(hours), first_minute, minutes};
}

bool Schedule::once_an_hour() const {
  return every_minutes_ == kMinutesAnHour;
}

bool Schedule::all_hours() const {
  return hours_.size() == kHoursADay;
}

Instant Schedule::next_after(Instant instant) const {
  for (int day = 0; day <= kDaysAWeek; ++day) {
    const Instant midnight = start_of_japan_day(instant, day);
    if (days_ == RunDays::monday_to_friday && is_weekend(japan_date(midnight))) continue;
    for (const int hour : hours_) {
      for (int minute = first_minute_; minute < kMinutesAnHour; minute += every_minutes_) {
        const Instant due = midnight.plus_ms((hour * kMinutesAnHour + minute) * kMinuteMs);
        if (due > instant) return due;
      }
    }
  }
  assert(!"a schedule has a due instant in every week");
  return instant;
}

std::string Schedule::hours_text() const {
  if (all_hours()) return "*";
  if (once_an_hour()) return fmt::format("{:02}", fmt::join(hours_, ","));
  return fmt::format("{:02}..{:02}", hours_.front(), hours_.back());
}

std::string Schedule::minutes_text() const {
  if (once_an_hour()) return fmt::format("{:02}", first_minute_);
  if (every_minutes_ == 1 && first_minute_ == 0) return "*";
  return fmt::format("{:02}/{}", first_minute_, every_minutes_);
}

std::string Schedule::on_calendar() const {
  const char* days = days_ == RunDays::monday_to_friday ? "Mon..Fri " : "";
  return fmt::format("{}*-*-* {}:{}:00 Asia/Tokyo", days, hours_text(), minutes_text());
}

std::string Schedule::japanese() const {
  const char* days = days_ == RunDays::monday_to_friday ? "平日" : "毎日";
  if (once_an_hour()) {
    std::vector<std::string> times;
    for (const int hour : hours_)
      times.push_back(fmt::format("{:02}:{:02}", hour, first_minute_));
    return fmt::format("{} {}", days, fmt::join(times, "、"));
  }
  const std::string span =
      all_hours() ? "" : fmt::format("{:02}時台〜{:02}時台 ", hours_.front(), hours_.back());
  return fmt::format("{} {}{}分ごと", days, span, every_minutes_);
}

}  // namespace saihakko

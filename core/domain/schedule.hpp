#pragma once

#include <string>
#include <vector>

#include "core/domain/instant.hpp"

namespace saihakko {

enum class RunDays { every_day, monday_to_friday };

/// The hours from `first` to `last`, both of them included, 0–23.
struct HourSpan {
  int first = 0;
  int last = 23;
};

/// When a job is due, in Japan time, on whole minutes. The timers and the crontab of schedules/ say
/// the same; tests/schedules holds them to it.
class Schedule {
 public:
  /// At `minute` (0–59) past each of `hours` (0–23, ascending, at least one).
  static Schedule at(std::vector<int> hours, int minute, RunDays days = RunDays::every_day);

  /// From `first_minute` on every `minutes` (below 60) within each hour of the span, every day.
  static Schedule every(int minutes, int first_minute, HourSpan span);

  /// The first due instant later than `instant`.
  Instant next_after(Instant instant) const;

  /// As OnCalendar= takes it: `Mon..Fri *-*-* 08,13:30:00 Asia/Tokyo`.
  std::string on_calendar() const;

  /// `平日 08:30、13:30`, `毎日 07時台〜20時台 5分ごと`.
  std::string japanese() const;

 private:
  Schedule(RunDays days, std::vector<int> hours, int first_minute, int every_minutes);

  bool once_an_hour() const;
  bool all_hours() const;
  std::string hours_text() const;
  std::string minutes_text() const;

  RunDays days_;
  std::vector<int> hours_;  ///< with several runs an hour: consecutive
  int first_minute_;
  int every_minutes_;
};

}  // namespace saihakko

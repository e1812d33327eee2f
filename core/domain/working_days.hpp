#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "core/domain/calendar.hpp"

namespace saihakko {

/// The working days of Japan's public offices: every day but Saturdays, Sundays, national holidays
/// and 29 December to 3 January (行政機関の休日に関する法律, article 1).
class WorkingDays {
 public:
  /// The national holidays, 振替休日 and 国民の休日 included. In a year of which none is given only
  /// weekends and the turn of the year are free.
  explicit WorkingDays(std::set<JapanDate> holidays) : holidays_(std::move(holidays)) {}

  bool is_working_day(JapanDate date) const;

  /// How many working days lie after the day of `from`, up to and with the day of `to`: 0 on the
  /// same day, 1 from Friday evening to Monday morning, and 0 when `to` is the earlier one. What
  /// began at `from` and may take n working days is late once more than n have begun.
  std::int64_t between(Instant from, Instant to) const;

  /// The day on which the `days`-th working day after that of `from` falls; that day itself for 0.
  JapanDate day_after(Instant from, std::int64_t days) const;

  /// The end of that day: the last one that a person is given.
  Instant end_of_wait(Instant from, std::int64_t within) const;

  /// The latest instant at which a thing can have begun that is late now, more than `within`
  /// working days having begun since: what began earlier is late as well. Goes back a year at most.
  Instant latest_late_start(Instant now, std::int64_t within) const;

  /// The years from `from` to `to` of which no holiday is known, in order.
  std::vector<int> unknown_years(Instant from, Instant to) const;

 private:
  bool is_working_day(std::int64_t day) const;

  std::set<JapanDate> holidays_;
};

}  // namespace saihakko

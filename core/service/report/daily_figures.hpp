#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/daily_counts_table.hpp"

namespace saihakko {

/// So many days a report's charts and table reach back, its own day included.
inline constexpr std::int64_t kReportDays = 31;

/// The counts that a report of one day is made of, of all unions.
struct ReportWindow {
  std::int64_t day = 0;
  std::vector<DailyCount> counts;     ///< kReportDays and the day before them
  std::vector<DailyWait> waits;       ///< kReportDays
  std::vector<DailyCount> submitted;  ///< applications of this month and up to twelve before
};

ReportWindow load_window(Database& database, std::int64_t day);

/// The unions that the window tells of, by code.
std::vector<std::string> unions_of(const ReportWindow& window);

/// The same counts of one union, or of all together.
class DailyFigures {
 public:
  /// `prefecture` or kAllUnions.
  DailyFigures(const ReportWindow& window, std::string_view prefecture);

  std::int64_t day() const { return day_; }
  std::int64_t arrived(std::int64_t day, CountKind kind, std::string_view state) const;
  std::int64_t departed(std::int64_t day, CountKind kind, std::string_view state) const;
  std::int64_t stock(std::int64_t day, CountKind kind, std::string_view state) const;
  /// From the first of the month of the report's day up to that day.
  std::int64_t arrived_in_month(CountKind kind, std::string_view state) const;
  std::optional<DailyWait> wait(std::int64_t day) const;

  /// Applications submitted on each day of the report's month, up to its day.
  std::vector<std::int64_t> submitted_by_day_of_month() const;
  /// The mean of the months before it of which something is known, at most twelve, by the day of
  /// the month 1 … 31; only months that have the day count. nullopt where none has.
  std::vector<std::optional<double>> mean_submitted_before() const;

 private:
  using Place = std::tuple<std::int64_t, CountKind, std::string>;
  const DailyCount* at(std::int64_t day, CountKind kind, std::string_view state) const;

  std::int64_t day_;
  std::map<Place, DailyCount> counts_;
  std::map<std::int64_t, DailyWait> waits_;
  std::map<std::int64_t, std::int64_t> submitted_;
};

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What a daily count is of.
enum class CountKind { application, letter, mail };

std::string_view to_text(CountKind kind);

/// A day that is counted. Days are day_number() of core/domain/calendar.hpp.
struct ReportDay {
  std::int64_t day = 0;
  std::int64_t last_seq = 0;  ///< the day's steps end with this row of the audit
};

/// What came into a state, left it and was in it at the end of a day, of one union.
struct DailyCount {
  std::int64_t day = 0;
  std::string prefecture;  ///< empty: of no known union
  CountKind kind = CountKind::application;
  std::string state;
  std::int64_t arrived = 0;
  std::int64_t departed = 0;
  std::int64_t stock = 0;
};

/// `prefecture` of what concerns the whole installation.
inline constexpr std::string_view kAllUnions = "all";

/// How long the applications posted on a day had been under way.
struct DailyWait {
  std::int64_t day = 0;
  std::string prefecture;  ///< or kAllUnions
  std::int64_t posted = 0;
  std::int64_t median_ms = 0;
  std::int64_t within95_ms = 0;  ///< 95 % took no longer
};

std::optional<ReportDay> newest_report_day(Database& database);
void add_report_day(Database& database, const ReportDay& day, Instant now);
/// Those from `first` on with all that is counted of them; how many.
std::int64_t remove_report_days(Database& database, std::int64_t first);
void add_daily_count(Database& database, const DailyCount& count);
void add_daily_wait(Database& database, const DailyWait& wait);

/// The counted days whose page was not written yet, oldest first.
std::vector<std::int64_t> unpublished_days(Database& database);
void mark_published(Database& database, std::int64_t day);

/// Of the days from `first` to `last`, by day, union and state.
std::vector<DailyCount> daily_counts(Database& database, std::int64_t first, std::int64_t last);
/// The same of one kind and state.
std::vector<DailyCount> daily_counts_of(Database& database, CountKind kind, std::string_view state,
                                        std::int64_t first, std::int64_t last);
std::vector<DailyWait> daily_waits(Database& database, std::int64_t first, std::int64_t last);
/// Which of the days from `first` to `last` are counted, in order.
std::vector<std::int64_t> counted_days(Database& database, std::int64_t first, std::int64_t last);

}  // namespace saihakko

#include "core/store/tables/portal_counts_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;

constexpr const char* kCount =
    "INSERT INTO portal_counts (hour_ms, event, subject, count) VALUES ($1, $2, $3, 1) "
    "ON CONFLICT (hour_ms, event, subject) DO UPDATE SET count = portal_counts.count + 1";
constexpr const char* kSince =
    "SELECT COALESCE(SUM(count), 0) FROM portal_counts WHERE hour_ms >= $1 "
    "AND hour_ms <= $2 AND event = $3";
constexpr const char* kSweep =
    "DELETE FROM portal_counts WHERE (hour_ms, event, subject) IN (SELECT hour_ms, event, subject "
    "FROM portal_counts WHERE hour_ms < $1 LIMIT $2)";

}  // namespace

void count_portal_event(Database& database, std::string_view event, std::string_view subject,
                        Instant now) {
  database.execute(kCount, now.ms - now.ms % kHourMs, event, subject);
}

std::int64_t portal_events_since(Database& database, std::string_view event, Instant since,
                                 Instant now) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kSince, since.ms, now.ms, event).value());
}

std::int64_t sweep_portal_counts(Database& database, Instant before, std::int64_t limit) {
  return database.execute(kSweep, before.ms, limit);
}

}  // namespace saihakko

#include "core/store/tables/daily_counts_table.hpp"

#include <iterator>
#include <tuple>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using CountRow = std::tuple<std::int64_t, std::string, std::string, std::string, std::int64_t,
                            std::int64_t, std::int64_t>;

constexpr const char* kNewest = "SELECT day, last_seq FROM report_days ORDER BY day DESC LIMIT 1";
constexpr const char* kAddDay =
    "INSERT INTO report_days (day, last_seq, state, closed_ms) VALUES ($1, $2, 'counted', $3)";
constexpr const char* kRemoveCounts = "DELETE FROM daily_counts WHERE day >= $1";
constexpr const char* kRemoveWaits = "DELETE FROM daily_waits WHERE day >= $1";
constexpr const char* kRemoveDays = "DELETE FROM report_days WHERE day >= $1 RETURNING day";
constexpr const char* kAddCount =
    "INSERT INTO daily_counts (day, prefecture, kind, state, arrived, departed, stock) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr const char* kAddWait =
    "INSERT INTO daily_waits (day, prefecture, posted, median_ms, within95_ms) "
    "VALUES ($1, $2, $3, $4, $5)";
constexpr const char* kUnpublished =
    "SELECT day FROM report_days WHERE state = 'counted' ORDER BY day";
constexpr const char* kPublish = "UPDATE report_days SET state = 'published' WHERE day = $1";
constexpr const char* kCounts =
    "SELECT day, prefecture, kind, state, arrived, departed, stock FROM daily_counts "
    "WHERE day >= $1 AND day <= $2 ORDER BY day, prefecture, kind, state";
constexpr const char* kCountsOf =
    "SELECT day, prefecture, kind, state, arrived, departed, stock FROM daily_counts "
    "WHERE kind = $1 AND state = $2 AND day >= $3 AND day <= $4 ORDER BY day, prefecture";
constexpr const char* kWaits =
    "SELECT day, prefecture, posted, median_ms, within95_ms FROM daily_waits "
    "WHERE day >= $1 AND day <= $2 ORDER BY day, prefecture";
constexpr const char* kDays =
    "SELECT day FROM report_days WHERE day >= $1 AND day <= $2 ORDER BY day";

CountKind kind_named(std::string_view text) {
  if (text == to_text(CountKind::letter)) return CountKind::letter;
  return text == to_text(CountKind::mail) ? CountKind::mail : CountKind::application;
}

std::vector<DailyCount> from(std::vector<CountRow>&& rows) {
  std::vector<DailyCount> counts;
  counts.reserve(rows.size());
  for (auto& [day, prefecture, kind, state, arrived, departed, stock] : rows) {
    counts.push_back(
        {day, std::move(prefecture), kind_named(kind), std::move(state), arrived, departed, stock});
  }
  return counts;
}

}  // namespace

std::string_view to_text(CountKind kind) {
  switch (kind) {
    case CountKind::application: return "application";
    case CountKind::letter: return "letter";
    case CountKind::mail: return "mail";
  }
  return {};
}

std::optional<ReportDay> newest_report_day(Database& database) {
  const auto row = database.select_one<std::tuple<std::int64_t, std::int64_t>>(kNewest);
  if (!row) return std::nullopt;
  return ReportDay{std::get<0>(*row), std::get<1>(*row)};
}

void add_report_day(Database& database, const ReportDay& day, Instant now) {
  database.execute(kAddDay, day.day, day.last_seq, now.ms);
}

std::int64_t remove_report_days(Database& database, std::int64_t first) {
  database.execute(kRemoveCounts, first);
  database.execute(kRemoveWaits, first);
  return std::ssize(database.select<std::tuple<std::int64_t>>(kRemoveDays, first));
}

void add_daily_count(Database& database, const DailyCount& count) {
  database.execute(kAddCount, count.day, count.prefecture, to_text(count.kind), count.state,
                   count.arrived, count.departed, count.stock);
}

void add_daily_wait(Database& database, const DailyWait& wait) {
  database.execute(kAddWait, wait.day, wait.prefecture, wait.posted, wait.median_ms,
                   wait.within95_ms);
}

std::vector<std::int64_t> unpublished_days(Database& database) {
  std::vector<std::int64_t> days;
  for (const auto& [day] : database.select<std::tuple<std::int64_t>>(kUnpublished))
    days.push_back(day);
  return days;
}

void mark_published(Database& database, std::int64_t day) {
  database.execute(kPublish, day);
}

std::vector<DailyCount> daily_counts(Database& database, std::int64_t first, std::int64_t last) {
  return from(database.select<CountRow>(kCounts, first, last));
}

std::vector<DailyCount> daily_counts_of(Database& database, CountKind kind, std::string_view state,
                                        std::int64_t first, std::int64_t last) {
  return from(database.select<CountRow>(kCountsOf, to_text(kind), state, first, last));
}

std::vector<DailyWait> daily_waits(Database& database, std::int64_t first, std::int64_t last) {
  using Row = std::tuple<std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t>;
  std::vector<DailyWait> waits;
  for (auto& [day, prefecture, posted, median, within95] :
       database.select<Row>(kWaits, first, last)) {
    waits.push_back({day, std::move(prefecture), posted, median, within95});
  }
  return waits;
}

std::vector<std::int64_t> counted_days(Database& database, std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> days;
  for (const auto& [day] : database.select<std::tuple<std::int64_t>>(kDays, first, last))
    days.push_back(day);
  return days;
}

}  // namespace saihakko

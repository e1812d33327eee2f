#include "core/service/report/count_days.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>
#include <utility>

#include "core/domain/calendar.hpp"
#include "core/domain/waiting_time.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/queries/day_movements.hpp"

namespace saihakko {
namespace {

/// Union, kind, state.
using Place = std::tuple<std::string, CountKind, std::string>;
using Counts = std::map<Place, DailyCount>;

constexpr CountKind kWithStock[] = {CountKind::application, CountKind::letter};

struct CountedDay {
  ReportDay day;
  Counts counts;
  std::vector<DailyWait> waits;
};

Counts moved(Database& database, const AuditSpan& span) {
  Counts counts;
  for (const CountKind kind : kWithStock) {
    for (const Movement& movement : movements(database, kind, span)) {
      if (!movement.from.empty()) {
        counts[{movement.prefecture, kind, movement.from}].departed += movement.count;
      }
      counts[{movement.prefecture, kind, movement.to}].arrived += movement.count;
    }
  }
  return counts;
}

Instant start_of_day(std::int64_t day) {
  return start_of_japan_day(date_of_day(day));
}

DailyWait wait_of(std::string_view prefecture, std::vector<std::int64_t> waited_ms) {
  const auto posted = static_cast<std::int64_t>(waited_ms.size());
  const WaitingTime time = waiting_time(std::move(waited_ms));
  return {0, std::string(prefecture), posted, time.median_ms, time.within95_ms};
}

std::vector<DailyWait> waits_of(Database& database, const AuditSpan& span) {
  std::map<std::string, std::vector<std::int64_t>> waited;
  for (const PostedWait& wait : posted_waits(database, span)) {
    waited[wait.prefecture].push_back(wait.waited_ms);
    waited[std::string(kAllUnions)].push_back(wait.waited_ms);
  }
  std::vector<DailyWait> waits;
  for (auto& [prefecture, waited_ms] : waited)
    waits.push_back(wait_of(prefecture, std::move(waited_ms)));
  return waits;
}

/// All of a day but its stock, which is known from the end only.
CountedDay look_at(Database& database, std::int64_t day, std::int64_t after, Instant now) {
  const Instant end = start_of_day(day + 1);
  CountedDay counted{{day, last_step_before(database, after, end, now)}, {}, {}};
  const AuditSpan span{after, counted.day.last_seq};
  counted.counts = moved(database, span);
  counted.waits = waits_of(database, span);
  for (const UnionCount& outcome : mail_outcomes(database, start_of_day(day), end)) {
    counted.counts[{outcome.prefecture, CountKind::mail, outcome.state}].arrived += outcome.count;
  }
  return counted;
}

/// The stock at the end of the newest day, then of each before it. Where no step is told of, and a
/// row is there all the same, the oldest day begins with nothing and so cannot balance.
void fill_stock(Database& database, std::vector<CountedDay>& days) {
  std::map<Place, std::int64_t> stock;
  for (const CountKind kind : kWithStock) {
    for (const UnionCount& count : stock_now(database, kind))
      stock[{count.prefecture, kind, count.state}] = count.count;
  }
  const auto take_back = [&stock](const Counts& counts) {
    for (const auto& [place, count] : counts) {
      if (std::get<CountKind>(place) != CountKind::mail)
        stock[place] -= count.arrived - count.departed;
    }
  };
  take_back(moved(database, {days.back().day.last_seq, last_step(database)}));
  for (auto day = days.rbegin(); day != days.rend(); ++day) {
    for (const auto& [place, count] : stock) {
      if (count != 0) day->counts[place].stock = count;
    }
    take_back(day->counts);
  }
}

std::vector<DailyCount> rows_of(const CountedDay& day) {
  std::vector<DailyCount> rows;
  for (const auto& [place, count] : day.counts) {
    const auto& [prefecture, kind, state] = place;
    rows.push_back(
        {day.day.day, prefecture, kind, state, count.arrived, count.departed, count.stock});
  }
  return rows;
}

void keep(Database& database, const Actor& actor, const CountedDay& day,
          const std::vector<DailyCount>& yesterday, Instant now) {
  add_report_day(database, day.day, now);
  const auto rows = rows_of(day);
  for (const DailyCount& row : rows)
    add_daily_count(database, row);
  for (DailyWait wait : day.waits) {
    wait.day = day.day.day;
    add_daily_wait(database, wait);
  }
  append_audit(database, actor, now,
               {"day_counted", compact_date(date_of_day(day.day.day)),
                fmt::format("imbalances={}", imbalances(yesterday, rows).size())});
}

}  // namespace

std::vector<Imbalance> imbalances(const std::vector<DailyCount>& yesterday,
                                  const std::vector<DailyCount>& today) {
  std::map<Place, Imbalance> places;
  const auto at = [&places](const DailyCount& count) -> Imbalance& {
    Imbalance& place = places[{count.prefecture, count.kind, count.state}];
    place.prefecture = count.prefecture;
    place.kind = count.kind;
    place.state = count.state;
    return place;
  };
  for (const DailyCount& count : yesterday)
    at(count).opening = count.stock;
  for (const DailyCount& count : today) {
    Imbalance& place = at(count);
    place.arrived = count.arrived;
    place.departed = count.departed;
    place.stock = count.stock;
  }
  std::vector<Imbalance> found;
  for (auto& [key, place] : places) {
    if (place.kind == CountKind::mail || place.expected() == place.stock) continue;
    place.day = today.empty() ? yesterday.front().day + 1 : today.front().day;
    found.push_back(std::move(place));
  }
  return found;
}

std::vector<std::int64_t> count_days(Database& database, const Actor& actor, std::int64_t limit,
                                     Instant now) {
  const auto first = first_step(database);
  if (!first) return {};
  const std::int64_t today = day_number(japan_date(now));
  const auto newest = newest_report_day(database);
  std::int64_t day = newest ? newest->day + 1 : day_number(japan_date(*first));
  std::int64_t after = newest ? newest->last_seq : 0;
  std::vector<CountedDay> days;
  // The audit is never rewritten, so it can be read before the writer's lock is taken.
  for (; day < today && std::ssize(days) < limit; ++day) {
    days.push_back(look_at(database, day, after, now));
    after = days.back().day.last_seq;
  }
  if (days.empty()) return {};
  Transaction transaction(database);
  fill_stock(database, days);
  std::vector<DailyCount> yesterday;
  if (newest) yesterday = daily_counts(database, newest->day, newest->day);
  std::vector<std::int64_t> counted;
  for (const CountedDay& each : days) {
    keep(database, actor, each, yesterday, now);
    yesterday = rows_of(each);
    counted.push_back(each.day.day);
  }
  transaction.commit();
  return counted;
}

std::int64_t uncount_days_to_come(Database& database, const Actor& actor, Instant now) {
  const std::int64_t today = day_number(japan_date(now));
  const auto newest = newest_report_day(database);
  if (!newest || newest->day < today) return 0;
  Transaction transaction(database);
  const std::int64_t gone = remove_report_days(database, today);
  append_audit(database, actor, now,
               {"days_uncounted", compact_date(date_of_day(today)), std::to_string(gone)});
  transaction.commit();
  return gone;
}

std::optional<std::int64_t> newest_counted_day(Database& database) {
  const auto newest = newest_report_day(database);
  return newest ? std::optional(newest->day) : std::nullopt;
}

std::vector<std::int64_t> days_to_publish(Database& database) {
  return unpublished_days(database);
}

}  // namespace saihakko

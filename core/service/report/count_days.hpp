#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/daily_counts_table.hpp"

namespace saihakko {

/// Where a day's counts do not balance: something changed its state, or its row came or went,
/// without an account in the audit, or the account has no row.
struct Imbalance {
  std::int64_t day = 0;
  std::string prefecture;
  CountKind kind = CountKind::application;
  std::string state;
  std::int64_t opening = 0;  ///< at the end of the day before
  std::int64_t arrived = 0;
  std::int64_t departed = 0;
  std::int64_t stock = 0;  ///< at the day's end

  std::int64_t expected() const { return opening + arrived - departed; }
};

/// What of `today` (the counts of one day) does not follow from `yesterday`, those of the day
/// before; empty where yesterday + in − out = today throughout. Mails have no stock.
std::vector<Imbalance> imbalances(const std::vector<DailyCount>& yesterday,
                                  const std::vector<DailyCount>& today);

/// Counts the days in Japan that are over at `now` and not counted yet, at most `limit`, oldest
/// first, from the day of the first step on; returns them. What came and went is read from the
/// audit, what there is from the rows themselves: the rows as they are now, less what the audit
/// says has moved since. So the two are known independently of one another. One transaction; an
/// audit row a day says how many counts do not balance.
std::vector<std::int64_t> count_days(Database& database, const Actor& actor, std::int64_t limit,
                                     Instant now);

/// Takes back the counts of days that are not over at `now`: they were made while the clock ran
/// ahead, and would keep the days to come from being counted. One transaction with its audit row;
/// how many days.
std::int64_t uncount_days_to_come(Database& database, const Actor& actor, Instant now);

/// The newest day that is counted; nullopt before the first.
std::optional<std::int64_t> newest_counted_day(Database& database);

/// The counted days whose page was never written, oldest first.
std::vector<std::int64_t> days_to_publish(Database& database);

}  // namespace saihakko

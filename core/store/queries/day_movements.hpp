#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/daily_counts_table.hpp"

namespace saihakko {

/// Rows of the audit by number: after `after`, up to and with `last`.
struct AuditSpan {
  std::int64_t after = 0;
  std::int64_t last = 0;
};

/// So many went from one state to another, by the audit.
struct Movement {
  std::string prefecture;  ///< empty when the row it speaks of is gone
  std::string from;        ///< empty: came into being
  std::string to;
  std::int64_t count = 0;
};

/// So many are in a state (of mails: came to an outcome), by the rows themselves.
struct UnionCount {
  std::string prefecture;
  std::string state;
  std::int64_t count = 0;
};

struct PostedWait {
  std::string prefecture;
  std::int64_t waited_ms = 0;
};

/// The time of the oldest row of the audit.
std::optional<Instant> first_step(Database& database);
std::int64_t last_step(Database& database);
/// The last row of the audit before the first one after `after` that is not earlier than `end`;
/// the newest one when there is none. So rows that were written later with an earlier time
/// (--as-of) belong to the day on which they were written, and no row to two days. One later than
/// `now` is of a clock that ran ahead and ends no day.
std::int64_t last_step_before(Database& database, std::int64_t after, Instant end, Instant now);

/// What the audit says of applications or letters; of mails it says nothing.
std::vector<Movement> movements(Database& database, CountKind kind, const AuditSpan& span);

/// Where all applications or letters are now.
std::vector<UnionCount> stock_now(Database& database, CountKind kind);

/// Outcomes of handing mails over, bounces, and mails that were given up, from `begin` to before
/// `end`: `sent`, `deferred`, `failed`, `unknown` count attempts.
std::vector<UnionCount> mail_outcomes(Database& database, Instant begin, Instant end);

/// From submission to the posting that the print room reports, of what was posted in the span.
std::vector<PostedWait> posted_waits(Database& database, const AuditSpan& span);

}  // namespace saihakko

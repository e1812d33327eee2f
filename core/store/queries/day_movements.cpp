#include "core/store/queries/day_movements.hpp"

#include <string_view>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

#define APPLICATION_STEPS                                                    \
  "('application_begun', 'application_verified', 'application_submitted', "  \
  "'application_in_review', 'application_on_hold', 'application_approved', " \
  "'application_issued', 'application_printed', 'application_posted', "      \
  "'application_completed', 'application_lapsed', 'application_rejected', "  \
  "'application_refused', 'application_withdrawn', 'application_abandoned')"
#define LETTER_STEPS                                                          \
  "('letter_sealed', 'letter_collected', 'letter_printed', 'letter_posted', " \
  "'letter_used', 'letter_lapsed', 'letter_spoiled', 'letter_returned', 'letter_voided')"
// A step and the one before it, of the same subject.
#define MOVEMENTS(rows, steps)                                                                    \
  "SELECT COALESCE(prefecture, ''), COALESCE((SELECT earlier.event FROM audit AS earlier "        \
  "WHERE earlier.subject = audit.subject AND earlier.seq < audit.seq AND earlier.event IN " steps \
  " ORDER BY earlier.seq DESC LIMIT 1), ''), audit.event, COUNT(*) FROM audit " rows              \
  " WHERE audit.seq > $1 AND audit.seq <= $2 AND audit.event IN " steps " GROUP BY 1, 2, 3"

constexpr const char* kFirst = "SELECT at_ms FROM audit ORDER BY seq LIMIT 1";
constexpr const char* kLast = "SELECT COALESCE(MAX(seq), 0) FROM audit";
constexpr const char* kNextDay =
    "SELECT seq FROM audit WHERE seq > $1 AND at_ms >= $2 AND at_ms <= $3 ORDER BY seq LIMIT 1";
constexpr const char* kApplicationMovements =
    MOVEMENTS("LEFT JOIN applications ON receipt_number = audit.subject", APPLICATION_STEPS);
constexpr const char* kLetterMovements = MOVEMENTS(
    "LEFT JOIN letters ON notice_number = audit.subject "
    "LEFT JOIN batches ON batches.batch_id = letters.batch_id",
    LETTER_STEPS);
constexpr const char* kApplicationStock =
    "SELECT prefecture, state, COUNT(*) FROM applications GROUP BY prefecture, state";
constexpr const char* kLetterStock =
    "SELECT prefecture, letters.state, COUNT(*) FROM letters "
    "JOIN batches ON batches.batch_id = letters.batch_id GROUP BY prefecture, letters.state";
constexpr const char* kAttempts =
    "SELECT prefecture, outcome, COUNT(*) FROM notice_attempts JOIN notices USING (notice_id) "
    "WHERE outcome IN ('sent', 'deferred', 'failed', 'unknown') AND at_ms >= $1 AND at_ms < $2 "
    "GROUP BY prefecture, outcome";
constexpr const char* kBounced =
    "SELECT prefecture, 'bounced', COUNT(*) FROM bounces JOIN notices USING (notice_id) "
    "WHERE taken_ms >= $1 AND taken_ms < $2 AND bounces.kind = 'hard' GROUP BY prefecture";
constexpr const char* kGivenUp =
    "SELECT prefecture, state, COUNT(*) FROM notices WHERE state IN ('expired', 'cancelled') "
    "AND state_ms >= $1 AND state_ms < $2 GROUP BY prefecture, state";
constexpr const char* kWaits =
    "SELECT prefecture, COALESCE((SELECT MAX(reported_ms) FROM print_results "
    "JOIN letters USING (letter_id) WHERE letters.application_id = applications.application_id "
    "AND result = 'posted'), audit.at_ms) - submitted_ms "
    "FROM audit JOIN applications ON receipt_number = audit.subject "
    "WHERE audit.seq > $1 AND audit.seq <= $2 AND event = 'application_posted'";

/// `application_posted` → `posted`.
std::string state_of(std::string_view event) {
  return std::string(event.substr(event.find('_') + 1));
}

template <class... In>
std::vector<UnionCount> counts(Database& database, const char* sql, const In&... in) {
  using Row = std::tuple<std::string, std::string, std::int64_t>;
  std::vector<UnionCount> found;
  for (auto& [prefecture, state, count] : database.select<Row>(sql, in...)) {
    found.push_back({std::move(prefecture), std::move(state), count});
  }
  return found;
}

}  // namespace

std::optional<Instant> first_step(Database& database) {
  const auto row = database.select_one<std::tuple<std::int64_t>>(kFirst);
  if (!row) return std::nullopt;
  return Instant{std::get<0>(*row)};
}

std::int64_t last_step(Database& database) {
  return std::get<0>(database.select_one<std::tuple<std::int64_t>>(kLast).value());
}

std::int64_t last_step_before(Database& database, std::int64_t after, Instant end, Instant now) {
  const std::int64_t newest = last_step(database);  // read first: what comes later is later
  const auto next = database.select_one<std::tuple<std::int64_t>>(kNextDay, after, end.ms, now.ms);
  return next ? std::get<0>(*next) - 1 : newest;
}

std::vector<Movement> movements(Database& database, CountKind kind, const AuditSpan& span) {
  using Row = std::tuple<std::string, std::string, std::string, std::int64_t>;
  std::vector<Movement> found;
  const char* sql = nullptr;
  switch (kind) {
    case CountKind::application: sql = kApplicationMovements; break;
    case CountKind::letter: sql = kLetterMovements; break;
    case CountKind::mail: return found;
  }
  for (auto& [prefecture, from, to, count] : database.select<Row>(sql, span.after, span.last)) {
    found.push_back({std::move(prefecture), state_of(from), state_of(to), count});
  }
  return found;
}

std::vector<UnionCount> stock_now(Database& database, CountKind kind) {
  switch (kind) {
    case CountKind::application: return counts(database, kApplicationStock);
    case CountKind::letter: return counts(database, kLetterStock);
    case CountKind::mail: return {};
  }
  return {};
}

std::vector<UnionCount> mail_outcomes(Database& database, Instant begin, Instant end) {
  std::vector<UnionCount> found = counts(database, kAttempts, begin.ms, end.ms);
  for (const char* sql : {kBounced, kGivenUp}) {
    for (UnionCount& count : counts(database, sql, begin.ms, end.ms))
      found.push_back(std::move(count));
  }
  return found;
}

std::vector<PostedWait> posted_waits(Database& database, const AuditSpan& span) {
  std::vector<PostedWait> waits;
  for (auto& [prefecture, waited_ms] :
       database.select<std::tuple<std::string, std::int64_t>>(kWaits, span.after, span.last)) {
    waits.push_back({std::move(prefecture), waited_ms});
  }
  return waits;
}

}  // namespace saihakko

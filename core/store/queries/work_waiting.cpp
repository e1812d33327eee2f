#include "core/store/queries/work_waiting.hpp"

#include <tuple>
#include <utility>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::string, std::int64_t, std::int64_t>;

constexpr const char* kApplications =
    "SELECT prefecture, COUNT(*), MIN(state_ms) FROM applications "
    "WHERE state = $1 AND state_ms <= $2 AND undo_until_ms <= $3 "
    "GROUP BY prefecture ORDER BY prefecture";
constexpr const char* kBatches =
    "SELECT prefecture, COUNT(*), MIN(claimed_ms) FROM batches "
    "WHERE state IN ('claimed', 'sealed') AND claimed_ms <= $1 "
    "GROUP BY prefecture ORDER BY prefecture";
constexpr const char* kMails =
    "SELECT COUNT(*), COALESCE(MIN(due_ms), 0) FROM notices "
    "WHERE state IN ('queued', 'deferred', 'unknown', 'claimed') AND due_ms <= $1 "
    "AND (state <> 'claimed' OR state_ms <= $2)";
// From the first try to the last one, so that time without any try (the host was off) says nothing.
constexpr const char* kPutOff =
    "SELECT COUNT(*), COALESCE(MIN(tries_from_ms), 0) FROM notices "
    "WHERE state = 'deferred' AND state_ms - tries_from_ms >= $1 AND state_ms - $2 > COALESCE("
    "(SELECT MAX(at_ms) FROM notice_attempts WHERE outcome = 'sent'), 0)";
constexpr const char* kOldest =
    "SELECT receipt_number, state_ms FROM applications WHERE state = $1 "
    "ORDER BY state_ms, application_id LIMIT 1";
constexpr const char* kAttempts =
    "SELECT COUNT(*) FROM notice_attempts WHERE outcome = $1 AND at_ms >= $2";
constexpr const char* kBounces =
    "SELECT COUNT(*) FROM bounces WHERE kind = 'hard' AND taken_ms >= $1";

std::vector<WaitingWork> from(std::vector<Row>&& rows) {
  std::vector<WaitingWork> work;
  for (auto& [prefecture, count, since] : rows) {
    work.push_back({std::move(prefecture), count, {since}});
  }
  return work;
}

}  // namespace

std::vector<WaitingWork> applications_waiting(Database& database, ApplicationState state,
                                              Instant latest) {
  return from(database.select<Row>(kApplications, to_text(state), latest.ms, latest.ms));
}

std::vector<WaitingWork> batches_unfinished(Database& database, Instant latest) {
  return from(database.select<Row>(kBatches, latest.ms));
}

WaitingMails mails_not_tried(Database& database, Instant latest) {
  const auto [count, since] =
      database.select_one<std::tuple<std::int64_t, std::int64_t>>(kMails, latest.ms, latest.ms)
          .value();
  return {count, {since}};
}

WaitingMails mails_put_off(Database& database, std::int64_t for_ms) {
  const auto [count, first] =
      database.select_one<std::tuple<std::int64_t, std::int64_t>>(kPutOff, for_ms, for_ms).value();
  return {count, {first}};
}

std::optional<OldestApplication> oldest_application(Database& database, ApplicationState state) {
  auto row = database.select_one<std::tuple<std::string, std::int64_t>>(kOldest, to_text(state));
  if (!row) return std::nullopt;
  auto& [receipt, since] = *row;
  return OldestApplication{std::move(receipt), {since}};
}

MailOutcomes mail_outcomes(Database& database, Instant since) {
  using Count = std::tuple<std::int64_t>;
  const auto attempts = [&](const char* outcome) {
    return std::get<0>(database.select_one<Count>(kAttempts, outcome, since.ms).value());
  };
  return {.sent = attempts("sent"),
          .failed = attempts("failed"),
          .bounced = std::get<0>(database.select_one<Count>(kBounces, since.ms).value())};
}

}  // namespace saihakko

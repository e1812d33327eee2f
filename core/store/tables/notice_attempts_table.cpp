#include "core/store/tables/notice_attempts_table.hpp"

#include <stdexcept>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using enum AttemptOutcome;

constexpr const char* kAdd =
    "INSERT INTO notice_attempts (notice_id, at_ms, outcome, reply, relay, template_version) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr const char* kOf =
    "SELECT at_ms, outcome, reply, relay, template_version FROM notice_attempts "
    "WHERE notice_id = $1 ORDER BY attempt_id";
constexpr const char* kLatest =
    "SELECT notice_id, outcome, notice_attempts.reply, recipient FROM notice_attempts "
    "JOIN notices USING (notice_id) WHERE outcome <> 'pretended' "
    "ORDER BY attempt_id DESC LIMIT $1";
constexpr const char* kCountUnknown =
    "SELECT COUNT(*) FROM notice_attempts WHERE notice_id = $1 AND at_ms >= $2 "
    "AND outcome = 'unknown'";

AttemptOutcome parse(std::string_view text) {
  for (const AttemptOutcome outcome : {sent, deferred, failed, unknown, pretended}) {
    if (text == to_text(outcome)) return outcome;
  }
  throw std::logic_error("an attempt's outcome that the table does not allow");
}

}  // namespace

std::string_view to_text(AttemptOutcome outcome) {
  switch (outcome) {
    case sent: return "sent";
    case deferred: return "deferred";
    case failed: return "failed";
    case unknown: return "unknown";
    case pretended: return "pretended";
  }
  return {};
}

std::string_view japanese(AttemptOutcome outcome) {
  switch (outcome) {
    case sent: return "送信済";
    case deferred: return "受け取られず(再送)";
    case failed: return "拒否";
    case unknown: return "不明";
    case pretended: return "宛先なし";
  }
  return {};
}

void add_notice_attempt(Database& database, std::int64_t notice_id, const NoticeAttempt& attempt) {
  database.execute(kAdd, notice_id, attempt.at.ms, to_text(attempt.outcome), attempt.reply,
                   attempt.relay, attempt.template_version);
}

std::vector<NoticeAttempt> notice_attempts_of(Database& database, std::int64_t notice_id) {
  std::vector<NoticeAttempt> attempts;
  using Row = std::tuple<std::int64_t, std::string, std::string, std::string, std::string>;
  for (auto& [at, outcome, reply, relay, version] : database.select<Row>(kOf, notice_id)) {
    attempts.push_back(
        {{at}, parse(outcome), std::move(reply), std::move(relay), std::move(version)});
  }
  return attempts;
}

std::vector<LatestAttempt> latest_attempts(Database& database, std::int64_t limit) {
  std::vector<LatestAttempt> attempts;
  using Row = std::tuple<std::int64_t, std::string, std::string, std::string>;
  for (auto& [notice, outcome, reply, recipient] : database.select<Row>(kLatest, limit)) {
    attempts.push_back({notice, parse(outcome), std::move(reply), std::move(recipient)});
  }
  return attempts;
}

std::int64_t count_unknown_attempts(Database& database, std::int64_t notice_id, Instant since) {
  return std::get<0>(
      *database.select_one<std::tuple<std::int64_t>>(kCountUnknown, notice_id, since.ms));
}

}  // namespace saihakko

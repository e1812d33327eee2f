#include "core/store/tables/address_bounces_table.hpp"

#include <tuple>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kToAddress =
    "SELECT notice_id, COALESCE(application_id, 0), COALESCE(receipt_number, '') "
    "FROM notices LEFT JOIN applications USING (application_id) "
    "WHERE lower(recipient) = lower($1) AND notices.state IN ('sent', 'unknown') "
    "AND queued_ms >= $2 ORDER BY notice_id DESC LIMIT $3";
constexpr const char* kAdd =
    "INSERT INTO address_bounces (status, cause, taken_ms) VALUES ($1, $2, $3) "
    "RETURNING address_bounce_id";
constexpr const char* kAddCandidate =
    "INSERT INTO address_bounce_candidates (address_bounce_id, notice_id) VALUES ($1, $2)";
constexpr const char* kCandidates =
    "SELECT notice_id, COALESCE(application_id, 0), COALESCE(receipt_number, '') "
    "FROM address_bounce_candidates JOIN notices USING (notice_id) "
    "LEFT JOIN applications USING (application_id) "
    "WHERE address_bounce_id = $1 ORDER BY notice_id DESC";
// What a person sent again has days of trying that begin anew.
#define STILL_OPEN                                                                         \
  "FROM address_bounces WHERE taken_ms >= $1 AND EXISTS ("                                 \
  "SELECT 1 FROM address_bounce_candidates JOIN notices USING (notice_id) "                \
  "WHERE address_bounce_candidates.address_bounce_id = address_bounces.address_bounce_id " \
  "AND notices.state IN ('sent', 'unknown') AND notices.tries_from_ms <= "                 \
  "address_bounces.taken_ms) "
constexpr const char* kOpen = "SELECT address_bounce_id, status, cause, taken_ms " STILL_OPEN
                              "ORDER BY address_bounce_id DESC LIMIT $2";
constexpr const char* kCountOpen = "SELECT COUNT(*) " STILL_OPEN;
constexpr const char* kOfNotice =
    "SELECT address_bounce_id, status, cause, taken_ms FROM address_bounces "
    "JOIN address_bounce_candidates USING (address_bounce_id) WHERE notice_id = $1 "
    "ORDER BY address_bounce_id";
constexpr const char* kPerhaps =
    "SELECT DISTINCT notice_id FROM notices JOIN address_bounce_candidates USING (notice_id) "
    "JOIN address_bounces USING (address_bounce_id) WHERE application_id = $1 AND taken_ms >= $2 "
    "AND notices.state IN ('sent', 'unknown') AND tries_from_ms <= taken_ms ORDER BY notice_id";
constexpr const char* kForgetCandidates =
    "DELETE FROM address_bounce_candidates WHERE address_bounce_id IN "
    "(SELECT address_bounce_id FROM address_bounces WHERE taken_ms < $1)";
constexpr const char* kForget = "DELETE FROM address_bounces WHERE taken_ms < $1";

using CandidateRow = std::tuple<std::int64_t, std::int64_t, std::string>;
using Row = std::tuple<std::int64_t, std::string, std::string, std::int64_t>;

std::vector<BounceCandidate> candidates_from(std::vector<CandidateRow>&& rows) {
  std::vector<BounceCandidate> candidates;
  for (auto& [notice, application, receipt] : rows) {
    candidates.push_back({notice, application, std::move(receipt)});
  }
  return candidates;
}

std::vector<AddressBounce> from(Database& database, std::vector<Row>&& rows) {
  std::vector<AddressBounce> bounces;
  for (auto& [id, status, cause, taken] : rows) {
    bounces.push_back({id,
                       parse_bounce_cause(cause).value_or(BounceCause::unknown),
                       std::move(status),
                       {taken},
                       candidates_from(database.select<CandidateRow>(kCandidates, id))});
  }
  return bounces;
}

}  // namespace

std::vector<BounceCandidate> mails_to_address(Database& database, std::string_view address,
                                              Instant since, std::int64_t limit) {
  return candidates_from(database.select<CandidateRow>(kToAddress, address, since.ms, limit));
}

void add_address_bounce(Database& database, const AddressBounce& bounce) {
  const auto [id] = database
                        .select_one<std::tuple<std::int64_t>>(
                            kAdd, bounce.status, to_text(bounce.cause), bounce.taken_at.ms)
                        .value();
  for (const BounceCandidate& candidate : bounce.candidates)
    database.execute(kAddCandidate, id, candidate.notice_id);
}

std::vector<AddressBounce> open_address_bounces(Database& database, Instant since,
                                                std::int64_t limit) {
  return from(database, database.select<Row>(kOpen, since.ms, limit));
}

std::int64_t count_open_address_bounces(Database& database, Instant since) {
  return std::get<0>(database.select_one<std::tuple<std::int64_t>>(kCountOpen, since.ms).value());
}

std::vector<AddressBounce> address_bounces_of(Database& database, std::int64_t notice_id) {
  return from(database, database.select<Row>(kOfNotice, notice_id));
}

std::vector<std::int64_t> perhaps_bounced_notices(Database& database, std::int64_t application_id,
                                                  Instant since) {
  std::vector<std::int64_t> ids;
  for (const auto& [id] :
       database.select<std::tuple<std::int64_t>>(kPerhaps, application_id, since.ms)) {
    ids.push_back(id);
  }
  return ids;
}

void forget_address_bounces(Database& database, Instant before) {
  database.execute(kForgetCandidates, before.ms);
  database.execute(kForget, before.ms);
}

}  // namespace saihakko

#include "core/store/tables/codes_table.hpp"

#include "core/domain/term.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;

constexpr const char* kAdd =
    "INSERT INTO codes (ticket_id, purpose, mac, office_number, pair_mark, address_mark, "
    "client_mark, domain_mark, counted, sent, issued_ms, expires_ms, state_ms, state, tries) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'live', 0)";
constexpr const char* kFind =
    "SELECT code_id, state, tries, mac, expires_ms FROM codes WHERE ticket_id = $1 "
    "ORDER BY code_id DESC LIMIT 1";
constexpr const char* kCountTry =
    "UPDATE codes SET tries = tries + 1 WHERE code_id = $1 AND state = 'live' AND tries < $2 "
    "RETURNING tries";
constexpr const char* kSettle =
    "UPDATE codes SET state = $1, state_ms = $2 WHERE code_id = $3 AND state = 'live' "
    "RETURNING code_id";
constexpr const char* kSettleOlder =
    "UPDATE codes SET state = CASE WHEN $1 = 1 THEN 'superseded' ELSE state END, state_ms = $2 "
    "WHERE pair_mark = $3 AND counted = 1 AND state = 'live' AND client_mark = $4";
constexpr const char* kFindRefused =
    "SELECT ticket_id FROM codes WHERE pair_mark = $1 AND counted = 0 AND state = 'live' "
    "AND expires_ms > $2 ORDER BY issued_ms DESC LIMIT 1";
constexpr const char* kRenewRefused =
    "UPDATE codes SET mac = $1, tries = 0, expires_ms = $2, state_ms = $3 WHERE ticket_id = $4 "
    "AND counted = 0 AND state = 'live'";
constexpr const char* kPairHistory =
    "SELECT issued_ms, state, tries FROM codes WHERE pair_mark = $1 AND issued_ms > $2 "
    "AND issued_ms <= $3 AND counted = 1 ORDER BY issued_ms DESC LIMIT $4";
constexpr const char* kAddressHistory =
    "SELECT issued_ms FROM codes WHERE address_mark = $1 AND issued_ms > $2 AND issued_ms <= $3 "
    "AND sent = 1 ORDER BY issued_ms DESC LIMIT $4";
constexpr const char* kClientHistory =
    "SELECT issued_ms FROM codes WHERE client_mark = $1 AND client_mark <> '' "
    "AND issued_ms > $2 AND issued_ms <= $3 AND counted = 1 ORDER BY issued_ms DESC LIMIT $4";
constexpr const char* kServiceCount =
    "SELECT COUNT(*) FROM (SELECT code_id FROM codes WHERE purpose = $1 AND issued_ms > $2 "
    "AND issued_ms <= $3 AND sent = 1 LIMIT $4)";
constexpr const char* kOfficeCount =
    "SELECT COUNT(*) FROM (SELECT code_id FROM codes WHERE office_number = $1 AND issued_ms > $2 "
    "AND issued_ms <= $3 AND counted = 1 LIMIT $4)";
constexpr const char* kSentOfOffice =
    "SELECT issued_ms FROM codes WHERE office_number = $1 AND counted = 1 AND issued_ms > $2 "
    "AND issued_ms <= $3 AND sent = 1 AND purpose = $4 "
    "AND CASE WHEN domain_mark = '' THEN 1 ELSE 0 END = $5 ORDER BY issued_ms DESC LIMIT $6";
constexpr const char* kOfDomain =
    "SELECT COUNT(*) FROM (SELECT code_id FROM codes WHERE domain_mark = $1 AND sent = 1 "
    "AND issued_ms > $2 AND issued_ms <= $3 AND domain_mark <> '' LIMIT $4)";
constexpr const char* kSentCount =
    "SELECT COUNT(*) FROM codes WHERE purpose = $1 AND sent = 1 AND issued_ms > $2 "
    "AND issued_ms <= $3";
constexpr const char* kExpire =
    "UPDATE codes SET state = 'expired', state_ms = $1 WHERE code_id IN (SELECT code_id "
    "FROM codes WHERE state = 'live' AND expires_ms <= $2 ORDER BY expires_ms LIMIT $3)";
constexpr const char* kExpireAhead =
    "UPDATE codes SET state = 'expired', state_ms = $1 WHERE code_id IN (SELECT code_id "
    "FROM codes WHERE state = 'live' AND expires_ms > $2 ORDER BY expires_ms LIMIT $3)";
constexpr const char* kChanges = "SELECT changes()";

std::vector<Instant> instants(std::vector<std::tuple<std::int64_t>>&& rows) {
  std::vector<Instant> all;
  for (const auto& [ms] : rows)
    all.push_back({ms});
  return all;
}

std::int64_t number_of(std::optional<std::tuple<std::int64_t>>&& row) {
  return std::get<0>(row.value());
}

}  // namespace

void add_code(Database& database, const NewCode& code, Instant now) {
  database.execute(kAdd, code.ticket_id, to_text(code.purpose), code.mac,
                   code.marks.office_number.text(), code.marks.pair, code.marks.address,
                   code.marks.client, code.marks.domain, code.counted, code.sent, now.ms,
                   code.expires_at.ms, now.ms);
}

std::optional<StoredCode> find_code(Database& database, std::int64_t ticket_id) {
  using Row = std::tuple<std::int64_t, std::string, std::int64_t, std::string, std::int64_t>;
  auto row = database.select_one<Row>(kFind, ticket_id);
  if (!row) return std::nullopt;
  auto& [id, state, tries, mac, expires] = *row;
  return StoredCode{
      id, parse_code_state(state), static_cast<int>(tries), std::move(mac), {expires}};
}

std::optional<int> count_try(Database& database, std::int64_t code_id, int most) {
  const auto row = database.select_one<std::tuple<std::int64_t>>(kCountTry, code_id, most);
  if (!row) return std::nullopt;
  return static_cast<int>(std::get<0>(*row));
}

bool settle_code(Database& database, std::int64_t code_id, CodeState state, Instant now) {
  return database.select_one<std::tuple<std::int64_t>>(kSettle, to_text(state), now.ms, code_id)
      .has_value();
}

void settle_older_codes(Database& database, const CodeMarks& marks, OlderCodes fate, Instant now) {
  database.execute(kSettleOlder, fate == OlderCodes::superseded, now.ms, marks.pair, marks.client);
}

std::optional<std::int64_t> find_refused_ticket(Database& database, std::string_view pair_mark,
                                                Instant now) {
  const auto row = database.select_one<std::tuple<std::int64_t>>(kFindRefused, pair_mark, now.ms);
  if (!row) return std::nullopt;
  return std::get<0>(*row);
}

void renew_refused_code(Database& database, std::int64_t ticket_id, std::string_view mac,
                        Instant expires_at, Instant now) {
  database.execute(kRenewRefused, mac, expires_at.ms, now.ms, ticket_id);
}

CodeHistory code_history(Database& database, CodePurpose purpose, const CodeMarks& marks,
                         const CodeLimits& limits, Instant now) {
  const std::int64_t day_ago = now.ms - kDayMs;
  const std::int64_t until = latest_end(0, now).ms;
  CodeHistory history;
  using PairRow = std::tuple<std::int64_t, std::string, std::int64_t>;
  for (const auto& [issued, state, tries] :
       database.select<PairRow>(kPairHistory, marks.pair, day_ago, until, limits.per_day)) {
    history.pair.push_back({{issued}, parse_code_state(state), static_cast<int>(tries)});
  }
  using Row = std::tuple<std::int64_t>;
  history.address = instants(
      database.select<Row>(kAddressHistory, marks.address, day_ago, until, limits.per_day));
  history.client =
      instants(database.select<Row>(kClientHistory, marks.client, day_ago, until, limits.per_day));
  history.service_last_hour = number_of(database.select_one<Row>(
      kServiceCount, to_text(purpose), now.ms - kHourMs, until, limits.service_per_hour));
  history.of_known_client = marks.domain.empty();
  history.office = instants(database.select<Row>(
      kSentOfOffice, marks.office_number.text(), day_ago, until, to_text(purpose),
      std::int64_t{history.of_known_client}, limits.per_day_of_office));
  history.domain_last_hour = number_of(database.select_one<Row>(
      kOfDomain, marks.domain, now.ms - kHourMs, until, limits.per_hour_of_domain));
  return history;
}

std::int64_t count_office_codes(Database& database, const OfficeNumber& number, Instant now,
                                std::int64_t most) {
  return number_of(database.select_one<std::tuple<std::int64_t>>(
      kOfficeCount, number.text(), now.ms - kDayMs, latest_end(0, now).ms, most));
}

std::int64_t count_sent_codes(Database& database, CodePurpose purpose, Instant since, Instant now) {
  return number_of(database.select_one<std::tuple<std::int64_t>>(kSentCount, to_text(purpose),
                                                                 since.ms, latest_end(0, now).ms));
}

std::int64_t expire_codes(Database& database, std::int64_t lifetime_ms, Instant now,
                          std::int64_t limit) {
  const auto expire = [&](const char* which, Instant bound, std::int64_t most) {
    database.execute(which, now.ms, bound.ms, most);
    return number_of(database.select_one<std::tuple<std::int64_t>>(kChanges));
  };
  const std::int64_t over = expire(kExpire, now, limit);
  return over + expire(kExpireAhead, latest_end(lifetime_ms, now), limit - over);
}

}  // namespace saihakko

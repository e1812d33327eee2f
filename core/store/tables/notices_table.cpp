#include "core/store/tables/notices_table.hpp"

#include <algorithm>

#include "core/domain/term.hpp"
#include "core/store/engine/statement.hpp"
#include "core/store/tables/notice_filter.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::int64_t, std::string, std::int64_t, std::string, std::string,
                       std::string, std::string, std::string, std::string, std::string, std::string,
                       std::optional<std::int64_t>, std::string, std::int64_t, std::int64_t,
                       std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string,
                       std::string, std::optional<std::int64_t>, std::string, std::int64_t>;

#define NOTICE_COLUMNS                                                                          \
  "SELECT notice_id, COALESCE(receipt_number, ''), COALESCE(ticket_id, 0), "                    \
  "notices.office_number, notices.prefecture, "                                                 \
  "notices.kind, cause, recipient, fields, message_id, COALESCE(sealed_code, ''), expires_ms, " \
  "notices.state, notices.state_ms, queued_ms, due_ms, tries_from_ms, attempts, claim, owner, " \
  "reply, held_ms, held_for, waited_ms "                                                        \
  "FROM notices LEFT JOIN applications USING (application_id) "
#define CODE_KINDS "('one_time_password', 'confirmation_code')"

constexpr const char* kQueue =
    "INSERT INTO notices (application_id, ticket_id, office_number, prefecture, kind, cause, "
    "recipient, fields, message_id, sealed_code, expires_ms, state_ms, queued_ms, due_ms, "
    "tries_from_ms, state, attempts, owner, claim, reply) VALUES "
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'queued', 0, '', 0, '') "
    "ON CONFLICT (application_id, kind, cause) DO NOTHING RETURNING notice_id";
// The newest of all days, so that an address of many years costs no more than a new one.
constexpr const char* kCountWarnings =
    "SELECT COUNT(*) FROM (SELECT queued_ms FROM notices WHERE lower(recipient) = lower($1) "
    "AND kind IN ('submission_warning', 'approval_warning') ORDER BY notice_id DESC LIMIT $2) "
    "WHERE queued_ms >= $3 AND queued_ms <= $4";
constexpr const char* kFindSummary = NOTICE_COLUMNS
    "WHERE lower(recipient) = lower($1) AND notices.kind = 'warning_summary' "
    "AND notices.state = 'queued' AND tries_from_ms > $2 ORDER BY notice_id DESC LIMIT 1";
constexpr const char* kRenewFields =
    "UPDATE notices SET fields = $1 WHERE notice_id = $2 AND state = 'queued'";
constexpr const char* kDue = NOTICE_COLUMNS
    "WHERE notices.state = $1 AND due_ms <= $2 "
    "AND notices.kind NOT IN " CODE_KINDS " ORDER BY due_ms, notice_id LIMIT $3";
// The state is joined to nothing, so that it is no way in: the index of the few rows with a code
// is, not that of the many mails that wait beside them.
#define WAITING_CODE "sealed_code IS NOT NULL AND notices.state || '' IN ('queued', 'deferred') "
constexpr const char* kDueCode =
    NOTICE_COLUMNS "WHERE " WAITING_CODE "AND due_ms <= $1 ORDER BY due_ms LIMIT 1";
constexpr const char* kAnyDue =
    "SELECT notice_id FROM notices WHERE state IN ('queued', 'deferred', 'unknown') "
    "AND kind NOT IN " CODE_KINDS " AND due_ms <= $1 LIMIT 1";
constexpr const char* kAnyCodeDue =
    "SELECT notice_id FROM notices WHERE " WAITING_CODE "AND due_ms <= $1 LIMIT 1";
constexpr const char* kQueued = NOTICE_COLUMNS "WHERE notice_id = $1 AND notices.state = 'queued'";
constexpr const char* kClaim =
    "UPDATE notices SET state = 'claimed', owner = $1, claim = claim + 1, state_ms = $2 "
    "WHERE notice_id = $3";
constexpr const char* kClaimedBy =
    NOTICE_COLUMNS "WHERE notices.state = 'claimed' AND owner = $1 ORDER BY notice_id";
constexpr const char* kOwners =
    "SELECT DISTINCT owner FROM notices WHERE state = 'claimed' ORDER BY owner";
constexpr const char* kSettle =
    "UPDATE notices SET state = $1, state_ms = $2, due_ms = $3, reply = $4, "
    "attempts = attempts + $5, owner = '', "
    "sealed_code = CASE WHEN $6 = 1 THEN sealed_code ELSE NULL END, "
    "held_ms = NULL, held_for = '', waited_ms = $7 "
    "WHERE notice_id = $8 AND state = 'claimed' AND owner = $9 AND claim = $10";
constexpr const char* kGiveBack =
    "UPDATE notices SET state = $1, state_ms = $2, due_ms = $3, owner = '' "
    "WHERE notice_id = $4 AND state = 'claimed' AND owner = $5 AND claim = $6";
constexpr const char* kHold =
    "UPDATE notices SET state = $1, state_ms = $2, due_ms = $3, reply = $4, "
    "held_ms = COALESCE(held_ms, $5), held_for = $6, owner = '' "
    "WHERE notice_id = $7 AND state = 'claimed' AND owner = $8 AND claim = $9";
constexpr const char* kHoldFailed =
    "UPDATE notices SET state = 'queued', state_ms = $1, due_ms = $2, held_ms = $3, "
    "held_for = 'service' WHERE notice_id = $4 AND state = 'failed' AND recipient <> '' "
    "AND kind NOT IN " CODE_KINDS " RETURNING notice_id";
constexpr const char* kRefusedToUs =
    "SELECT COUNT(*), COALESCE(MIN(held_ms), 0) FROM notices WHERE held_for = 'service' "
    "AND state IN ('queued', 'deferred', 'unknown', 'claimed')";
constexpr const char* kRequeue =
    "UPDATE notices SET state = 'queued', state_ms = $1, due_ms = $2, tries_from_ms = $3, "
    "attempts = 0, held_ms = NULL, held_for = '', waited_ms = 0 "
    "WHERE notice_id = $4 AND state = $5 RETURNING notice_id";
constexpr const char* kCapDue =
    "UPDATE notices SET due_ms = $1, tries_from_ms = CASE WHEN tries_from_ms > $2 THEN $3 "
    "ELSE tries_from_ms END WHERE state IN ('queued', 'deferred') AND due_ms > $4";
constexpr const char* kCancel =
    "UPDATE notices SET state = 'cancelled', state_ms = $1, reply = $2, sealed_code = NULL "
    "WHERE notice_id = $3 AND state = $4 RETURNING notice_id";
constexpr const char* kBounce =
    "UPDATE notices SET state = 'bounced', state_ms = $1, reply = $2, owner = '', "
    "sealed_code = NULL WHERE notice_id = $3 "
    "AND state IN ('sent', 'claimed', 'deferred', 'unknown') RETURNING notice_id";
constexpr const char* kCancelWaiting =
    "UPDATE notices SET state = 'cancelled', state_ms = $1 WHERE application_id = $2 "
    "AND kind IN ('result', 'approval_warning', 'envelope_reminder') "
    "AND state IN ('queued', 'deferred') RETURNING notice_id";
constexpr const char* kCancelReminders =
    "UPDATE notices SET state = 'cancelled', state_ms = $1 WHERE application_id = $2 "
    "AND kind = 'envelope_reminder' AND state IN ('queued', 'deferred') RETURNING notice_id";
constexpr const char* kFind = NOTICE_COLUMNS "WHERE notice_id = $1";
constexpr const char* kFindMessage = NOTICE_COLUMNS "WHERE message_id = $1";
constexpr const char* kOfApplication =
    NOTICE_COLUMNS "WHERE receipt_number = $1 ORDER BY notice_id";
constexpr const char* kNewest = NOTICE_COLUMNS "ORDER BY notice_id DESC LIMIT $1";
constexpr const char* kNewestIn =
    NOTICE_COLUMNS "WHERE notices.state = $1 ORDER BY notice_id DESC LIMIT $2";
constexpr const char* kNewestFitting = NOTICE_COLUMNS
    "WHERE ($1 = '' OR notices.state = $1) AND ($2 = '' OR notices.prefecture = $2) "
    "AND ($3 = '' OR notices.application_id IN (SELECT application_id FROM letters "
    "JOIN batches USING (batch_id) WHERE batches.name = $3)) "
    "AND ($4 = '' OR receipt_number = $4) AND ($5 = '' OR notices.office_number = $5) "
    "ORDER BY notice_id DESC LIMIT $6";
constexpr const char* kCount = "SELECT state, COUNT(*), MIN(queued_ms) FROM notices GROUP BY state";

std::optional<Instant> instant_or_none(std::optional<std::int64_t> ms) {
  if (!ms) return std::nullopt;
  return Instant{*ms};
}

std::string_view to_text(HeldFor held_for) {
  switch (held_for) {
    case HeldFor::nothing: return "";
    case HeldFor::relay: return "relay";
    case HeldFor::service: return "service";
  }
  return {};
}

HeldFor parse_held_for(std::string_view text) {
  if (text == "service") return HeldFor::service;
  return text == "relay" ? HeldFor::relay : HeldFor::nothing;
}

Notice from(Row&& row) {
  auto& [id, receipt, ticket, office, prefecture, kind, cause, recipient, fields, message_id,
         sealed_code, expires, state, since, queued, due, tries_from, attempts, claim, owner, reply,
         held, held_for, waited] = row;
  return {.id = id,
          .receipt_number = std::move(receipt),
          .ticket_id = ticket,
          .office_number = std::move(office),
          .prefecture = std::move(prefecture),
          .kind = parse_notice_kind(kind).value(),
          .cause = std::move(cause),
          .recipient = std::move(recipient),
          .fields = std::move(fields),
          .message_id = std::move(message_id),
          .sealed_code = std::move(sealed_code),
          .expires_at = instant_or_none(expires),
          .state = parse_notice_state(state).value(),
          .state_since = {since},
          .queued_at = {queued},
          .due = {due},
          .tries_from = {tries_from},
          .attempts = attempts,
          .held_since = instant_or_none(held),
          .held_for = parse_held_for(held_for),
          .waited_ms = waited,
          .claim = claim,
          .owner = std::move(owner),
          .reply = std::move(reply)};
}

std::vector<Notice> from(std::vector<Row>&& rows) {
  std::vector<Notice> notices;
  notices.reserve(rows.size());
  for (Row& row : rows)
    notices.push_back(from(std::move(row)));
  return notices;
}

using Id = std::tuple<std::int64_t>;

std::vector<std::int64_t> plain(const std::vector<Id>& rows) {
  std::vector<std::int64_t> ids;
  ids.reserve(rows.size());
  for (const auto& [id] : rows)
    ids.push_back(id);
  return ids;
}

/// State by state, as the index has them: one query for all would sort them all.
std::vector<Notice> due_notices(Database& database, Instant now, std::int64_t limit) {
  std::vector<Notice> notices;
  for (const NoticeState state :
       {NoticeState::queued, NoticeState::deferred, NoticeState::unknown}) {
    for (Row& row : database.select<Row>(kDue, to_text(state), now.ms, limit)) {
      notices.push_back(from(std::move(row)));
    }
  }
  std::ranges::sort(notices, {}, [](const Notice& n) { return std::pair(n.due, n.id); });
  if (notices.size() > static_cast<std::size_t>(limit)) {
    notices.resize(static_cast<std::size_t>(limit));
  }
  return notices;
}

/// What was read just now in this transaction.
Notice claimed(Database& database, Notice notice, std::string_view owner, Instant now) {
  database.execute(kClaim, owner, now.ms, notice.id);
  notice.claimed_from = notice.state;
  notice.state = NoticeState::claimed;
  notice.owner = owner;
  ++notice.claim;
  return notice;
}

}  // namespace

std::optional<std::int64_t> queue_notice(Database& database, const NewNotice& notice, Instant now) {
  std::optional<std::int64_t> application;
  if (notice.application_id != 0) application = notice.application_id;
  std::optional<std::int64_t> ticket;
  if (notice.ticket_id != 0) ticket = notice.ticket_id;
  std::optional<std::int64_t> expires;
  if (notice.expires_at) expires = notice.expires_at->ms;
  const Instant due = notice.due.value_or(now);
  const auto id = database.select_one<Id>(
      kQueue, application, ticket, notice.office_number, notice.prefecture, to_text(notice.kind),
      notice.cause, notice.recipient, notice.fields, notice.message_id, notice.sealed_code, expires,
      now.ms, now.ms, due.ms, due.ms);
  if (!id) return std::nullopt;
  return std::get<0>(*id);
}

std::int64_t count_warnings(Database& database, std::string_view recipient, Instant since,
                            Instant now, std::int64_t most) {
  return std::get<0>(
      database.select_one<Id>(kCountWarnings, recipient, most, since.ms, latest_end(0, now).ms)
          .value());
}

std::optional<Notice> find_warning_summary(Database& database, std::string_view recipient,
                                           Instant now) {
  auto row = database.select_one<Row>(kFindSummary, recipient, now.ms);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::int64_t cap_dues(Database& database, std::int64_t longest_ms, Instant now) {
  return database.execute(kCapDue, now.ms, now.ms, now.ms, latest_end(longest_ms, now).ms);
}

void renew_fields(Database& database, std::int64_t id, std::string_view fields) {
  database.execute(kRenewFields, fields, id);
}

std::vector<Notice> claim_notices(Database& database, std::string_view owner, Instant now,
                                  std::int64_t limit) {
  std::vector<Notice> notices = due_notices(database, now, limit);
  for (Notice& notice : notices)
    notice = claimed(database, std::move(notice), owner, now);
  return notices;
}

std::optional<Notice> claim_code_notice(Database& database, std::string_view owner, Instant now) {
  auto row = database.select_one<Row>(kDueCode, now.ms);
  if (!row) return std::nullopt;
  return claimed(database, from(std::move(*row)), owner, now);
}

bool notice_is_due(Database& database, Instant now) {
  return database.select_one<Id>(kAnyCodeDue, now.ms).has_value() ||
         database.select_one<Id>(kAnyDue, now.ms).has_value();
}

std::optional<Notice> claim_notice(Database& database, std::int64_t id, std::string_view owner,
                                   Instant now) {
  auto row = database.select_one<Row>(kQueued, id);
  if (!row) return std::nullopt;
  return claimed(database, from(std::move(*row)), owner, now);
}

std::vector<std::string> notice_owners(Database& database) {
  std::vector<std::string> owners;
  for (auto& [owner] : database.select<std::tuple<std::string>>(kOwners)) {
    owners.push_back(std::move(owner));
  }
  return owners;
}

std::vector<Notice> notices_claimed_by(Database& database, std::string_view owner) {
  return from(database.select<Row>(kClaimedBy, owner));
}

bool settle_notice(Database& database, const Notice& notice, const Settlement& settlement,
                   Instant now) {
  const bool keeps_code = settlement.state == NoticeState::deferred;
  return database.execute(kSettle, to_text(settlement.state), now.ms, settlement.due.ms,
                          settlement.reply, settlement.tried, keeps_code, waited_ms(notice, now),
                          notice.id, notice.owner, notice.claim) > 0;
}

void give_back_notice(Database& database, const Notice& notice, Instant due) {
  database.execute(kGiveBack, to_text(notice.claimed_from), notice.state_since.ms, due.ms,
                   notice.id, notice.owner, notice.claim);
}

void hold_notice(Database& database, const Notice& notice, HeldFor held_for, std::string_view reply,
                 Instant due, Instant now) {
  database.execute(kHold, to_text(notice.claimed_from), notice.state_since.ms, due.ms, reply,
                   now.ms, to_text(held_for), notice.id, notice.owner, notice.claim);
}

bool hold_failed_notice(Database& database, std::int64_t id, Instant due, Instant now) {
  return database.select_one<Id>(kHoldFailed, now.ms, due.ms, now.ms, id).has_value();
}

std::int64_t waited_ms(const Notice& notice, Instant now) {
  if (notice.attempts == 0) return std::max<std::int64_t>(now.ms - notice.tries_from.ms, 0);
  const std::int64_t held = notice.held_since ? now.ms - notice.held_since->ms : 0;
  return notice.waited_ms + std::max<std::int64_t>(held, 0);
}

HeldNotices notices_refused_to_us(Database& database) {
  const auto [count, since] =
      database.select_one<std::tuple<std::int64_t, std::int64_t>>(kRefusedToUs).value();
  return {count, {since}};
}

bool requeue_notice(Database& database, const Notice& notice, Instant now) {
  return database.select_one<Id>(kRequeue, now.ms, now.ms, now.ms, notice.id, to_text(notice.state))
      .has_value();
}

bool cancel_notice(Database& database, const Notice& notice, std::string_view reply, Instant now) {
  return database.select_one<Id>(kCancel, now.ms, reply, notice.id, to_text(notice.state))
      .has_value();
}

bool bounce_notice(Database& database, const Notice& notice, std::string_view reply, Instant now) {
  return database.select_one<Id>(kBounce, now.ms, reply, notice.id).has_value();
}

std::vector<std::int64_t> cancel_waiting_mails(Database& database, std::int64_t application_id,
                                               Instant now) {
  return plain(database.select<Id>(kCancelWaiting, now.ms, application_id));
}

std::vector<std::int64_t> cancel_reminders(Database& database, std::int64_t application_id,
                                           Instant now) {
  return plain(database.select<Id>(kCancelReminders, now.ms, application_id));
}

std::optional<Notice> find_notice(Database& database, std::int64_t id) {
  auto row = database.select_one<Row>(kFind, id);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::optional<Notice> find_notice(Database& database, std::string_view message_id) {
  auto row = database.select_one<Row>(kFindMessage, message_id);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::vector<Notice> notices_of_application(Database& database, std::string_view receipt_number) {
  return from(database.select<Row>(kOfApplication, receipt_number));
}

std::vector<Notice> newest_notices(Database& database, std::optional<NoticeState> state,
                                   std::int64_t limit) {
  if (!state) return from(database.select<Row>(kNewest, limit));
  return from(database.select<Row>(kNewestIn, to_text(*state), limit));
}

std::vector<Notice> newest_notices(Database& database, const NoticeFilter& filter,
                                   std::int64_t limit) {
  const std::string state(filter.state ? to_text(*filter.state) : "");
  return from(database.select<Row>(kNewestFitting, state, filter.prefecture, filter.batch,
                                   filter.receipt_number, filter.office_number, limit));
}

std::vector<NoticeCount> count_notices(Database& database) {
  std::vector<NoticeCount> counts;
  using Count = std::tuple<std::string, std::int64_t, std::int64_t>;
  for (auto& [state, count, oldest] : database.select<Count>(kCount)) {
    counts.push_back({std::move(state), count, {oldest}});
  }
  return counts;
}

}  // namespace saihakko

#include "core/service/desk/notice_desk.hpp"

#include "core/service/mails/resend_notice.hpp"
#include "core/service/mails/unmatched_bounces.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/notice_filter.hpp"

namespace saihakko {
namespace {

using Change = std::optional<std::string> (*)(Database&, const Actor&, std::int64_t,
                                              std::string_view, Instant);

std::optional<std::string> change(Database& database, std::int64_t uid, std::int64_t id,
                                  std::string_view reason, Instant now, Change work) {
  Transaction transaction(database);
  auto refusal = work(database, Actor::person(uid), id, reason, now);
  if (!refusal) transaction.commit();
  return refusal;
}

std::optional<Instant> next_attempt(const Notice& notice) {
  const bool waits = notice.state == NoticeState::queued || notice.state == NoticeState::deferred ||
                     (notice.state == NoticeState::unknown && !holds_code(notice.kind));
  if (!waits || notice.due >= kNeverDue) return std::nullopt;
  return notice.due;
}

}  // namespace

std::vector<Notice> listed_notices(Database& database, std::optional<NoticeState> state,
                                   const ListedOnly& only, std::int64_t limit) {
  refuse_unknown(database, only);
  return newest_notices(
      database,
      NoticeFilter{state, only.prefecture, only.batch, only.receipt_number, only.office_number},
      limit);
}

std::vector<AddressBounce> listed_unmatched(Database& database, Instant now, std::int64_t limit) {
  return unmatched_bounces(database, now, limit);
}

std::optional<NoticeFacts> notice_facts(Database& database, std::int64_t id) {
  auto notice = find_notice(database, id);
  if (!notice) return std::nullopt;
  NoticeFacts facts{.notice = std::move(*notice)};
  facts.next_attempt = next_attempt(facts.notice);
  facts.attempts = notice_attempts_of(database, id);
  facts.bounces = bounces_of(database, id);
  facts.address_bounces = unmatched_bounces_of(database, id);
  return facts;
}

std::optional<std::string> resend_at_desk(Database& database, std::int64_t uid, std::int64_t id,
                                          std::string_view reason, Instant now) {
  return change(database, uid, id, reason, now, resend_notice);
}

std::optional<std::string> cancel_at_desk(Database& database, std::int64_t uid, std::int64_t id,
                                          std::string_view reason, Instant now) {
  return change(database, uid, id, reason, now, cancel_waiting_notice);
}

}  // namespace saihakko

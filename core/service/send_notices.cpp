#include "core/service/send_notices.hpp"

#include <fmt/format.h>

#include "core/domain/utf8.hpp"
#include "core/store/codes_table.hpp"
#include "core/store/transaction.hpp"

namespace saihakko {
namespace {

// A relay that does not take a mail now gets it again after this.
constexpr std::int64_t kRetryAfter_ms = 5 * kMinuteMs;
constexpr std::int64_t kRetryCodeAfter_ms = kMinuteMs;
// Who gets a code with less life left than this cannot use it any more.
constexpr std::int64_t kLeastCodeLife_ms = 2 * kMinuteMs;
constexpr std::size_t kLongestReply = 300;
constexpr std::string_view kToNobody = "宛先なし(照合が一致しないか、上限)";

std::string notice_subject(const Notice& notice) {
  return fmt::format("notice:{}", notice.id);
}

bool too_late(const Notice& notice, Instant now) {
  return notice.expires_at && now.plus_ms(kLeastCodeLife_ms) > *notice.expires_at;
}

/// A newer code, a reset or a lock may have ended the one that waits here.
bool code_is_dead(Database& database, const Notice& notice) {
  if (!holds_code(notice.kind)) return false;
  const auto code = find_code(database, notice.ticket_id);
  return !code || code->state != CodeState::live;
}

/// Why it is not to be tried at all, if it is not.
std::optional<Settlement> not_to_be_sent(Database& database, const Notice& notice, Instant now) {
  if (too_late(notice, now)) return Settlement{NoticeState::expired, "期限切れ", now};
  if (code_is_dead(database, notice)) {
    return Settlement{NoticeState::cancelled, "コードは無効になりました", now};
  }
  return std::nullopt;
}

Settlement settlement_of(const Notice& notice, const DeliveryResult& result, Instant now) {
  const std::int64_t retry_after =
      holds_code(notice.kind) ? kRetryCodeAfter_ms : kRetryAfter_ms;
  const std::string_view reply =
      result.reply.empty() ? "" : split_utf8(result.reply, kLongestReply).front();
  switch (result.outcome) {
    case DeliveryResult::Outcome::sent:
      if (notice.recipient.empty()) return {NoticeState::cancelled, kToNobody, now};
      return {NoticeState::sent, reply, now};
    case DeliveryResult::Outcome::deferred:
      return {NoticeState::deferred, reply, now.plus_ms(retry_after)};
    case DeliveryResult::Outcome::failed: return {NoticeState::failed, reply, now};
    case DeliveryResult::Outcome::unknown:
      return {NoticeState::unknown, reply, now.plus_ms(retry_after)};
  }
  return {};
}

}  // namespace

std::int64_t take_over_notices(Database& database, const Actor& actor, const Owner& owner,
                               Instant now) {
  std::int64_t taken = 0;
  for (const std::string& name : notice_owners(database)) {
    if (owner.lives(name)) continue;
    Transaction transaction(database);
    for (const Notice& notice : notices_claimed_by(database, name)) {
      const Settlement settlement{NoticeState::unknown, "送信中に終了したため不明", now};
      if (!settle_notice(database, notice, settlement, now)) continue;
      append_audit(database, actor, now,
                   {"notice_unknown", notice_subject(notice), notice.receipt_number});
      ++taken;
    }
    transaction.commit();
  }
  return taken;
}

std::vector<Notice> claim_due_notices(Database& database, const Owner& owner, Instant now,
                                      std::int64_t limit) {
  Transaction transaction(database);
  std::vector<Notice> notices;
  if (auto code = claim_code_notice(database, owner.name(), now)) {
    notices.push_back(std::move(*code));
  } else {
    notices = claim_notices(database, owner.name(), now, limit);
  }
  transaction.commit();
  return notices;
}

std::optional<Notice> claim_queued_notice(Database& database, const Owner& owner,
                                          std::int64_t id, Instant now) {
  Transaction transaction(database);
  auto notice = claim_notice(database, id, owner.name(), now);
  transaction.commit();
  return notice;
}

void give_back_notices(Database& database, const std::vector<Notice>& notices, Instant now) {
  Transaction transaction(database);
  for (const Notice& notice : notices) {
    settle_notice(database, notice, {NoticeState::deferred, notice.reply, now}, now);
  }
  transaction.commit();
}

NoticeState send_notice(Database& database, const Actor& actor, const MailRoom& room,
                        MailTransport& transport, const Notice& notice, Instant now) {
  const auto unsent = not_to_be_sent(database, notice, now);
  const DeliveryResult result = unsent ? DeliveryResult{} : room.deliver(transport, notice);
  const Settlement settlement = unsent ? *unsent : settlement_of(notice, result, now);
  Transaction transaction(database);
  if (settle_notice(database, notice, settlement, now)) {
    append_audit(database, actor, now,
                 {fmt::format("notice_{}", to_text(settlement.state)), notice_subject(notice),
                  notice.receipt_number});
  }
  transaction.commit();
  return settlement.state;
}

}  // namespace saihakko

#include "core/service/mails/send_notices.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/domain/retry.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/mails/relay_refusal.hpp"
#include "core/service/mails/suppression.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/codes_table.hpp"
#include "core/store/tables/earlier_mails_table.hpp"
#include "core/store/tables/notice_attempts_table.hpp"

namespace saihakko {
namespace {

// A code with less life left than this could not be used any more, and is not sent.
constexpr std::int64_t kLeastCodeLife_ms = 2 * kMinuteMs;
constexpr std::size_t kLongestReply = 300;
// What the relay refused for our sake is tried again when a person may have mended that.
constexpr std::int64_t kRefusedWait_ms = 10 * kMinuteMs;
constexpr std::string_view kToNobody = "宛先なし(照合が一致しないか、上限)";

bool too_late(const Notice& notice, Instant now) {
  return notice.expires_at && now.plus_ms(kLeastCodeLife_ms) > *notice.expires_at;
}

/// A newer code, a reset or a lock may have ended the one that waits here.
bool code_is_dead(Database& database, const Notice& notice) {
  if (!holds_code(notice.kind)) return false;
  const auto code = find_code(database, notice.ticket_id);
  return !code || code->state != CodeState::live;
}

/// What goes into one column of the table, cut between characters.
std::string bounded(std::string_view text) {
  const auto pieces = split_utf8(text, kLongestReply);
  return pieces.empty() ? std::string() : std::string(pieces.front());
}

/// Again later, unless its time is over by then. What a relay puts off for all alike goes on.
Settlement later(Database& database, const Notice& notice, const Sender& sender,
                 const std::string& reply, Instant now) {
  const Instant due =
      now.plus_ms(retry_delay_ms(notice.attempts + 1, sender.random.below(kRetryChances)));
  if (too_late(notice, due)) {
    return {NoticeState::expired, bounded(fmt::format("期限切れ: {}", reply)), now};
  }
  const Instant last = notice.tries_from.plus_ms(kRetryPeriod_ms + waited_ms(notice, now));
  if (due > last && !relay_refusal(database, notice, reply).of_all) {
    return {NoticeState::failed,
            bounded(fmt::format("{}日間送れませんでした: {}", kRetryPeriod_ms / kDayMs, reply)),
            now};
  }
  return {NoticeState::deferred, reply, due};
}

/// It may have arrived: again a few times with the same Message-ID, a code never.
Settlement doubtful(Database& database, const Notice& notice, const Sender& sender,
                    const std::string& reply, Instant now) {
  if (holds_code(notice.kind)) return {NoticeState::unknown, reply, kNeverDue};
  const Settlement again = later(database, notice, sender, reply, now);
  const std::int64_t before = count_unknown_attempts(database, notice.id, notice.tries_from);
  if (again.state == NoticeState::deferred && before + 1 < kMostUnknownAttempts) {
    return {NoticeState::unknown, reply, again.due};
  }
  return {NoticeState::unknown,
          bounded(fmt::format("届いたかもしれないため、自動では再送しません: {}", reply)),
          kNeverDue};
}

Settlement settlement_of(Database& database, const Notice& notice, const Sender& sender,
                         const DeliveryResult& result, Instant now) {
  const std::string reply = bounded(result.reply);
  switch (result.outcome) {
    case DeliveryResult::Outcome::sent:
      if (notice.recipient.empty()) {
        return {NoticeState::cancelled, std::string(kToNobody), now};
      }
      return {NoticeState::sent, reply, now};
    case DeliveryResult::Outcome::deferred: return later(database, notice, sender, reply, now);
    case DeliveryResult::Outcome::failed: return {NoticeState::failed, reply, now};
    case DeliveryResult::Outcome::unknown: return doubtful(database, notice, sender, reply, now);
  }
  return {};
}

AttemptOutcome attempt_outcome(const Notice& notice, DeliveryResult::Outcome outcome) {
  switch (outcome) {
    case DeliveryResult::Outcome::sent:
      return notice.recipient.empty() ? AttemptOutcome::pretended : AttemptOutcome::sent;
    case DeliveryResult::Outcome::deferred: return AttemptOutcome::deferred;
    case DeliveryResult::Outcome::failed: return AttemptOutcome::failed;
    case DeliveryResult::Outcome::unknown: return AttemptOutcome::unknown;
  }
  return AttemptOutcome::unknown;
}

bool settle(Database& database, const Actor& actor, const Notice& notice,
            const Settlement& settlement, Instant now) {
  if (!settle_notice(database, notice, settlement, now)) return false;
  // Strangers cause codes, and nothing purges the audit. The outbox keeps what became of their
  // mails, and the portal counts them.
  if (holds_code(notice.kind)) return true;
  append_audit(database, actor, now,
               {fmt::format("notice_{}", to_text(settlement.state)),
                fmt::format("notice:{}", notice.id), notice.receipt_number});
  return true;
}

/// Behind the others; a code cannot wait so long.
Instant next_try(const Notice& notice, Instant now) {
  return now.plus_ms(holds_code(notice.kind) ? kMinuteMs : kRefusedWait_ms);
}

Settled hold(Database& database, const Notice& notice, HeldFor held_for, const std::string& reply,
             Instant due, Instant now) {
  hold_notice(database, notice, held_for, reply, due, now);
  return {notice.claimed_from, held_for};
}

/// What the relay said to others before, when nobody could know that it says it to all.
void hold_earlier(Database& database, const Sender& sender,
                  const std::vector<std::int64_t>& notices, Instant now) {
  for (const std::int64_t id : notices) {
    if (!hold_failed_notice(database, id, now.plus_ms(kRefusedWait_ms), now)) continue;
    append_audit(database, sender.actor, now,
                 {"notice_held", fmt::format("notice:{}", id), "relay_refuses_all"});
  }
}

}  // namespace

std::int64_t take_over_notices(Database& database, const Actor& actor, const Owner& owner,
                               Instant now) {
  std::int64_t taken = 0;
  for (const std::string& name : notice_owners(database)) {
    if (owner.lives(name)) continue;
    Transaction transaction(database);
    for (const Notice& notice : notices_claimed_by(database, name)) {
      const Settlement unknown{NoticeState::unknown, "送信中に終了したため不明", now, false};
      if (settle(database, actor, notice, unknown, now)) ++taken;
    }
    transaction.commit();
  }
  return taken;
}

std::optional<Notice> claim_queued_notice(Database& database, const Owner& owner, std::int64_t id,
                                          Instant now) {
  Transaction transaction(database);
  auto notice = claim_notice(database, id, owner.name(), now);
  transaction.commit();
  return notice;
}

void give_back_notices(Database& database, const std::vector<Notice>& notices) {
  if (notices.empty()) return;
  Transaction transaction(database);
  for (const Notice& notice : notices)
    give_back_notice(database, notice, notice.due);
  transaction.commit();
}

std::optional<Settlement> not_to_be_sent(Database& database, const MasterKey& key,
                                         const Notice& notice, Instant now) {
  if (too_late(notice, now)) return Settlement{NoticeState::expired, "期限切れ", now, false};
  if (code_is_dead(database, notice)) {
    return Settlement{NoticeState::cancelled, "コードは無効になりました", now, false};
  }
  const bool resent_by_a_person = notice.tries_from != notice.queued_at;
  if (!resent_by_a_person && is_earlier_mail(database, notice.message_id)) {
    return Settlement{NoticeState::sent, "復元の前に送信済み", now, false};
  }
  const bool goes_anyway = holds_code(notice.kind) || notice.kind == NoticeKind::alert;
  if (goes_anyway || resent_by_a_person) return std::nullopt;
  const auto until = suppressed_until(database, key, notice.recipient, now);
  if (!until) return std::nullopt;
  return Settlement{
      NoticeState::failed,
      fmt::format("宛先にメールが届かなかったため、{} まで送りません", japan_minute(*until)), now,
      false};
}

void settle_unsent(Database& database, const Sender& sender, const Notice& notice,
                   const Settlement& settlement, Instant now) {
  settle(database, sender.actor, notice, settlement, now);
}

Settled settle_delivery(Database& database, const Sender& sender, const Notice& notice,
                        const Delivery& delivery, Instant now) {
  const DeliveryResult& result = delivery.result;
  const std::string reply = bounded(result.reply);
  switch (result.scope) {
    case DeliveryResult::Scope::relay:
      return hold(database, notice, HeldFor::relay, reply, notice.due, now);
    case DeliveryResult::Scope::service:
      return hold(database, notice, HeldFor::service, reply, next_try(notice, now), now);
    case DeliveryResult::Scope::mail: break;
  }
  const bool refused = result.outcome == DeliveryResult::Outcome::failed;
  const RelayRefusal refusal = refused ? relay_refusal(database, notice, reply) : RelayRefusal{};
  NoticeAttempt attempt{.at = now,
                        .outcome = attempt_outcome(notice, result.outcome),
                        .reply = reply,
                        .relay = std::string(sender.relay),
                        .template_version = delivery.template_version};
  if (refusal.of_all) {
    attempt.outcome = AttemptOutcome::deferred;
    add_notice_attempt(database, notice.id, attempt);
    hold_earlier(database, sender, refusal.earlier, now);
    return hold(database, notice, HeldFor::service, reply, next_try(notice, now), now);
  }
  const Settlement settlement = settlement_of(database, notice, sender, result, now);
  if (settle(database, sender.actor, notice, settlement, now)) {
    add_notice_attempt(database, notice.id, attempt);
  }
  return {settlement.state};
}

NoticeState send_notice(Database& database, const Sender& sender, const MailRoom& room,
                        MailTransport& transport, const Notice& notice, Instant now) {
  const auto unsent = not_to_be_sent(database, sender.key, notice, now);
  const Delivery delivery = unsent ? Delivery{} : room.deliver(transport, notice);
  Transaction transaction(database);
  NoticeState state = NoticeState::claimed;
  if (unsent) {
    settle_unsent(database, sender, notice, *unsent, now);
    state = unsent->state;
  } else {
    state = settle_delivery(database, sender, notice, delivery, now).state;
  }
  transaction.commit();
  return state;
}

}  // namespace saihakko

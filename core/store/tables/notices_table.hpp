#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/notice_state.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

struct NewNotice {
  std::int64_t application_id = 0;  ///< 0: it tells of none
  std::int64_t ticket_id = 0;       ///< whose code it holds; 0: none
  std::string office_number;
  std::string prefecture;
  NoticeKind kind = NoticeKind::receipt;
  std::string cause;      ///< what it tells of; the same thing is told once
  std::string recipient;  ///< a mail address; empty for one that goes to nobody
  std::string fields;     ///< JSON object of texts: the fields of the mail's template
  std::string message_id;
  std::optional<std::string> sealed_code;  ///< encrypted; only for a kind that holds one
  std::optional<Instant> expires_at;       ///< not to be sent any more
  std::optional<Instant> due;              ///< not to be sent before
};

/// What a mail waits for that the relay did not take, through no fault of the mail.
enum class HeldFor {
  nothing,
  relay,   ///< it was not reached, or put all mails off
  service  ///< it says that we may not send there, or that our domain is wrong
};

struct Notice {
  std::int64_t id = 0;
  std::string receipt_number;  ///< empty when it tells of no application
  std::int64_t ticket_id = 0;  ///< whose code it holds; 0: none
  std::string office_number;
  std::string prefecture;
  NoticeKind kind = NoticeKind::receipt;
  std::string cause;
  std::string recipient;
  std::string fields;
  std::string message_id;
  std::string sealed_code;  ///< empty once it is settled
  std::optional<Instant> expires_at;
  NoticeState state = NoticeState::queued;
  Instant state_since;
  Instant queued_at;
  Instant due;                        ///< not to be tried before
  Instant tries_from;                 ///< from here its days of trying count
  std::int64_t attempts = 0;          ///< in these days
  std::optional<Instant> held_since;  ///< it waits for the relay's sake
  HeldFor held_for = HeldFor::nothing;
  std::int64_t waited_ms = 0;  ///< for the relay's sake, before that, in these days
  std::int64_t claim = 0;
  std::string owner;
  std::string reply;
  /// Of a notice that was claimed just now: the state it had and goes back to when nothing was
  /// tried.
  NoticeState claimed_from = NoticeState::queued;
};

/// Whether `purge` has taken its recipient and the fields that its text was made of.
inline bool is_purged(const Notice& notice) {
  return notice.fields == "{}";
}

/// Queues it and returns its id; one that was queued for the same application, kind and cause is
/// left as it is, and nullopt returned.
std::optional<std::int64_t> queue_notice(Database& database, const NewNotice& notice, Instant now);

/// How many warnings of applications, each a mail of its own, were queued to this address since
/// then, and not by a clock that ran ahead; at most `most`.
std::int64_t count_warnings(Database& database, std::string_view recipient, Instant since,
                            Instant now, std::int64_t most);

/// The summary of warnings to this address whose day is not over.
std::optional<Notice> find_warning_summary(Database& database, std::string_view recipient,
                                           Instant now);

/// Waiting notices that would wait longer than any waits are due now; returns how many.
std::int64_t cap_dues(Database& database, std::int64_t longest_ms, Instant now);

/// Changes what a queued notice is going to tell.
void renew_fields(Database& database, std::int64_t id, std::string_view fields);

/// Claims up to `limit` queued, deferred or unknown notices that are due, in that order, for
/// `owner`; none that holds a code.
std::vector<Notice> claim_notices(Database& database, std::string_view owner, Instant now,
                                  std::int64_t limit);
/// Claims one queued or deferred notice with a code that is due. One at a time: what a dying sender
/// has claimed is never sent, tried or not. An unknown one is not claimed again.
std::optional<Notice> claim_code_notice(Database& database, std::string_view owner, Instant now);
/// Whether one of these two would find anything.
bool notice_is_due(Database& database, Instant now);
/// Claims that notice, if it still is queued.
std::optional<Notice> claim_notice(Database& database, std::int64_t id, std::string_view owner,
                                   Instant now);

/// The owners of claimed notices, each once.
std::vector<std::string> notice_owners(Database& database);
/// Claimed by `owner`, whose process is gone.
std::vector<Notice> notices_claimed_by(Database& database, std::string_view owner);

/// A notice in the state unknown that is due then is not sent again by itself.
inline constexpr Instant kNeverDue{253'402'300'799'000};  // the year 9999

/// How a claimed notice ended; `due` counts for deferred and unknown only. One that was `tried`
/// counts an attempt.
struct Settlement {
  NoticeState state = NoticeState::sent;
  std::string reply;
  Instant due;
  bool tried = true;
};
/// Settles a claimed notice; false when the claim is no longer the notice's. A code is erased
/// unless the notice is deferred.
bool settle_notice(Database& database, const Notice& notice, const Settlement& settlement,
                   Instant now);

/// Gives a claimed notice back as it was, when nothing was tried; not before `due`.
void give_back_notice(Database& database, const Notice& notice, Instant due);

/// Gives a claimed notice back that the relay did not take through no fault of its own: it does not
/// age from here on. Not before `due`.
void hold_notice(Database& database, const Notice& notice, HeldFor held_for, std::string_view reply,
                 Instant due, Instant now);

/// Puts one that counted as failed back into the queue, because the relay refuses all alike. False
/// when it is in another state, or held a code, which is erased.
bool hold_failed_notice(Database& database, std::int64_t id, Instant due, Instant now);

/// How long the notice has waited for the relay's sake in its days of trying: before its first
/// attempt all of the time.
std::int64_t waited_ms(const Notice& notice, Instant now);

struct HeldNotices {
  std::int64_t count = 0;
  Instant since;  ///< of the first
};
/// Those that wait because the relay refuses us.
HeldNotices notices_refused_to_us(Database& database);

/// Puts a notice that still is in the state that `notice` says back into the queue, due at once,
/// its days of trying and its attempts counted anew. False when it is in another state by now.
bool requeue_notice(Database& database, const Notice& notice, Instant now);

/// Cancels a notice in the state that `notice` says; a code is erased. False when it is in another
/// state by now.
bool cancel_notice(Database& database, const Notice& notice, std::string_view reply, Instant now);

/// Marks a notice that the relay took as bounced; a sender that has claimed it again loses its
/// claim. False when there is nothing that could have bounced.
bool bounce_notice(Database& database, const Notice& notice, std::string_view reply, Instant now);

/// Cancels the mails that tell of an approval or ask for an envelope and have not gone out; returns
/// their ids.
std::vector<std::int64_t> cancel_waiting_mails(Database& database, std::int64_t application_id,
                                               Instant now);
/// The same for those that ask for an envelope alone.
std::vector<std::int64_t> cancel_reminders(Database& database, std::int64_t application_id,
                                           Instant now);

std::optional<Notice> find_notice(Database& database, std::int64_t id);
std::optional<Notice> find_notice(Database& database, std::string_view message_id);
std::vector<Notice> notices_of_application(Database& database, std::string_view receipt_number);
/// Newest first, at most `limit`; all states when `state` is nullopt.
std::vector<Notice> newest_notices(Database& database, std::optional<NoticeState> state,
                                   std::int64_t limit);

struct NoticeCount {
  std::string state;
  std::int64_t count;
  Instant oldest;  ///< queued since
};
std::vector<NoticeCount> count_notices(Database& database);

}  // namespace saihakko

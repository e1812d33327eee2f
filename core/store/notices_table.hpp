#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/notice_state.hpp"
#include "core/store/database.hpp"

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
  std::int64_t attempts = 0;
  std::int64_t claim = 0;
  std::string owner;
  std::string reply;
};

/// Queues it and returns its id; one that was queued for the same application, kind and cause is
/// left as it is, and nullopt returned.
std::optional<std::int64_t> queue_notice(Database& database, const NewNotice& notice, Instant now);

/// Claims up to `limit` queued, deferred or unknown notices that are due, oldest first, for
/// `owner`; none that holds a code.
std::vector<Notice> claim_notices(Database& database, std::string_view owner, Instant now,
                                  std::int64_t limit);
/// Claims one queued or deferred notice with a code that is due. One at a time: what a dying sender
/// has claimed is never sent, tried or not. An unknown one is not claimed again.
std::optional<Notice> claim_code_notice(Database& database, std::string_view owner, Instant now);
/// Claims that notice, if it still is queued.
std::optional<Notice> claim_notice(Database& database, std::int64_t id, std::string_view owner,
                                   Instant now);

/// The owners of claimed notices, each once.
std::vector<std::string> notice_owners(Database& database);
/// Claimed by `owner`, whose process is gone.
std::vector<Notice> notices_claimed_by(Database& database, std::string_view owner);

/// How a claimed notice ended; `due` counts for deferred only.
struct Settlement {
  NoticeState state = NoticeState::sent;
  std::string_view reply;
  Instant due;
};
/// Settles a claimed notice; false when the claim is no longer the notice's. A code is erased
/// unless the notice is deferred.
bool settle_notice(Database& database, const Notice& notice, const Settlement& settlement,
                   Instant now);

/// Cancels the mails that tell of an approval and have not gone out; returns their ids.
std::vector<std::int64_t> cancel_waiting_mails(Database& database, std::int64_t application_id,
                                                 Instant now);

std::optional<Notice> find_notice(Database& database, std::int64_t id);
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

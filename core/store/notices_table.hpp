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
  std::int64_t application_id = 0;
  NoticeKind kind = NoticeKind::receipt;
  std::string cause;      ///< what it tells of; the same thing is told once
  std::string recipient;  ///< a mail address
  std::string fields;     ///< JSON object of texts: the fields of the mail's template
  std::string message_id;
};

struct Notice {
  std::int64_t id = 0;
  std::string receipt_number;
  std::string prefecture;
  NoticeKind kind = NoticeKind::receipt;
  std::string cause;
  std::string recipient;
  std::string fields;
  std::string message_id;
  NoticeState state = NoticeState::queued;
  Instant state_since;
  Instant queued_at;
  std::int64_t attempts = 0;
  std::int64_t claim = 0;
  std::string owner;
  std::string reply;
};

/// Queues it; one that was queued for the same application, kind and cause is left as it is.
void queue_notice(Database& database, const NewNotice& notice, Instant now);

/// Claims up to `limit` queued, deferred or unknown notices that are due, oldest first, for `owner`.
std::vector<Notice> claim_notices(Database& database, std::string_view owner, Instant now,
                                  std::int64_t limit);

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
/// Settles a claimed notice; false when the claim is no longer the notice's.
bool settle_notice(Database& database, const Notice& notice, const Settlement& settlement,
                   Instant now);

/// Cancels the result notices of an application that have not gone out; returns their ids.
std::vector<std::int64_t> cancel_waiting_results(Database& database, std::int64_t application_id,
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

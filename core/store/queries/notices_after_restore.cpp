#include "core/store/queries/notices_after_restore.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Id = std::tuple<std::int64_t>;

constexpr const char* kSent =
    "UPDATE notices SET state = 'sent', state_ms = $1, reply = $2, owner = '', sealed_code = NULL "
    "WHERE message_id = $3 AND state IN ('queued', 'claimed', 'deferred', 'unknown') "
    "RETURNING notice_id";
constexpr const char* kKnown = "SELECT notice_id FROM notices WHERE message_id = $1";
constexpr const char* kCancel =
    "UPDATE notices SET state = 'cancelled', state_ms = $1, reply = $2, owner = '', "
    "sealed_code = NULL WHERE state IN ('queued', 'claimed', 'deferred', 'unknown') "
    "RETURNING notice_id";

}  // namespace

NoticeAfterRestore settle_as_sent(Database& database, std::string_view message_id,
                                  std::string_view reply, Instant now) {
  if (database.select_one<Id>(kSent, now.ms, reply, message_id)) {
    return NoticeAfterRestore::settled_now;
  }
  return database.select_one<Id>(kKnown, message_id) ? NoticeAfterRestore::settled_before
                                                     : NoticeAfterRestore::unknown;
}

std::vector<std::int64_t> cancel_waiting_notices(Database& database, std::string_view reply,
                                                 Instant now) {
  std::vector<std::int64_t> ids;
  for (const auto& [id] : database.select<Id>(kCancel, now.ms, reply))
    ids.push_back(id);
  return ids;
}

}  // namespace saihakko

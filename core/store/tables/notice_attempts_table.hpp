#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// One time that a mail was handed over, and what came of it.
enum class AttemptOutcome {
  sent,
  deferred,
  failed,
  unknown,
  pretended  ///< went through the motions and to nobody
};

std::string_view to_text(AttemptOutcome outcome);
std::string_view japanese(AttemptOutcome outcome);

struct NoticeAttempt {
  Instant at;
  AttemptOutcome outcome = AttemptOutcome::sent;
  std::string reply;             ///< of the relay or the system
  std::string relay;             ///< host:port, or the kind of transport
  std::string template_version;  ///< empty when no mail was composed
};

void add_notice_attempt(Database& database, std::int64_t notice_id, const NoticeAttempt& attempt);

/// In order.
std::vector<NoticeAttempt> notice_attempts_of(Database& database, std::int64_t notice_id);

/// One of the latest attempts of all mails; those that went to nobody are left out.
struct LatestAttempt {
  std::int64_t notice_id = 0;
  AttemptOutcome outcome = AttemptOutcome::sent;
  std::string reply;
  std::string recipient;  ///< empty once it is purged
};
/// Newest first.
std::vector<LatestAttempt> latest_attempts(Database& database, std::int64_t limit);

/// The attempts since `since` whose outcome is unknown.
std::int64_t count_unknown_attempts(Database& database, std::int64_t notice_id, Instant since);

}  // namespace saihakko

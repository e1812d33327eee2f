#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Puts a notice back into the queue, the same mail with the same Message-ID: one that was sent,
/// failed, bounced, expired, is unknown, or waits for its next attempt. Never one with a code. In
/// the caller's transaction; the answer is why not, in Japanese.
std::optional<std::string> resend_notice(Database& database, const Actor& actor, std::int64_t id,
                                         std::string_view reason, Instant now);

/// Takes a notice that waits (queued, deferred, unknown) out of the outbox. As above.
std::optional<std::string> cancel_waiting_notice(Database& database, const Actor& actor,
                                                 std::int64_t id, std::string_view reason,
                                                 Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

enum class NoticeAfterRestore { settled_now, settled_before, unknown };

/// A mail of which is known from elsewhere that it went out: its notice, if it waits, is sent, and
/// its code erased.
NoticeAfterRestore settle_as_sent(Database& database, std::string_view message_id,
                                  std::string_view reply, Instant now);

/// Cancels every notice that waits or whose sender is gone; returns their ids.
std::vector<std::int64_t> cancel_waiting_notices(Database& database, std::string_view reply,
                                                 Instant now);

}  // namespace saihakko

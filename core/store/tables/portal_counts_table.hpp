#pragma once

#include <cstdint>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// One more of an event in the hour of `now`. Both are words or numbers of ours, never what
/// somebody typed.
void count_portal_event(Database& database, std::string_view event, std::string_view subject,
                        Instant now);

/// How many there were of an event, of any subject, in the hours that begin at `since` or later, up
/// to `now`.
std::int64_t portal_events_since(Database& database, std::string_view event, Instant since,
                                 Instant now);

/// Forgets up to `limit` counts of hours before `before`; returns how many.
std::int64_t sweep_portal_counts(Database& database, Instant before, std::int64_t limit);

}  // namespace saihakko

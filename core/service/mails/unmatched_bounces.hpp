#pragma once

#include <cstdint>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/address_bounces_table.hpp"

namespace saihakko {

/// 宛先だけの不達: reports of the last 30 days that name an address that mails went to, and no
/// mail; those that still leave something to find out. Newest first, at most `limit`.
std::vector<AddressBounce> unmatched_bounces(Database& database, Instant now, std::int64_t limit);
std::int64_t count_unmatched_bounces(Database& database, Instant now);

/// Those that may be about the notice.
std::vector<AddressBounce> unmatched_bounces_of(Database& database, std::int64_t notice_id);

/// Removes those that are older, in a transaction of its own.
void forget_unmatched_bounces(Database& database, Instant now);

}  // namespace saihakko

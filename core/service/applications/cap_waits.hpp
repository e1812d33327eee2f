#pragma once

#include <cstdint>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What a clock that ran ahead has begun lasts for its own length from now on, and no longer:
/// mails that wait, addresses that are spared, approvals that can be undone, clients that are
/// known. In a transaction of its own with one audit row; returns how many there were. Codes,
/// tickets and closed logins are judged where they are used.
std::int64_t cap_waits(Database& database, const Actor& actor, const Settings& settings,
                       Instant now);

}  // namespace saihakko

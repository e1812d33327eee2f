#pragma once

#include <cstdint>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Records, inside the caller's transaction, that the ledger's file `file_id` has been taken to its
/// end. Returns how many offices are known that it did not name.
std::int64_t record_ledger_taken(Database& database, const Actor& actor, std::int64_t file_id,
                                 Instant now);

}  // namespace saihakko

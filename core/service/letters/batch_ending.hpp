#pragma once

#include <cstdint>
#include <string>

#include "core/letter/print_batch.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Step (4) of the batch protocol: the directory gets its name, unless it has it already, and the
/// batch is noted as handed over. Throws FileError, StoreError.
void hand_over_batch(Database& database, const Actor& actor, PrintBatch& directory,
                     std::int64_t batch_id, const std::string& name, Instant now);

/// Takes back a batch of which nothing was committed: the directory goes, its applications wait
/// again.
void undo_batch(Database& database, const Actor& actor, PrintBatch& directory,
                std::int64_t batch_id, const std::string& name, Instant now);

}  // namespace saihakko

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/letter/print_batch.hpp"
#include "core/service/letters/print_shop.hpp"
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

/// What recovery did to the batches that a dead run left.
struct RecoveredBatches {
  std::size_t undone = 0;       ///< nothing was committed: their applications wait again
  std::size_t handed_over = 0;  ///< committed and whole: put in place
  std::size_t voided = 0;       ///< committed but damaged: letters voided, applications wait again
};

/// Finishes or undoes what an earlier process left between two steps. Under the same lock.
RecoveredBatches recover_batches(Database& database, const Actor& actor, const PrintShop& shop,
                                 Instant now);

}  // namespace saihakko

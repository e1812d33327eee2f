#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secrets/random_source.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/batches_table.hpp"

namespace saihakko {

/// What the making of letters needs.
struct PrintShop {
  const Settings& settings;
  const UnionList& unions;
  const LetterPress& press;
  const Outbox& outbox;
  RandomSource& random;
};

struct IssuedBatch {
  std::string name;
  std::string prefecture;
  std::size_t letters = 0;
  std::size_t sent_back =
      0;  ///< applications whose letter cannot be made any more: in review again
};

/// What recovery did to the batches that a dead run left.
struct RecoveredBatches {
  std::size_t undone = 0;       ///< nothing was committed: their applications wait again
  std::size_t handed_over = 0;  ///< committed and whole: put in place
  std::size_t voided = 0;       ///< committed but damaged: letters voided, applications wait again
};

/// Steps (1)–(4) of the batch protocol for up to `limit` approved applications of one union:
/// claim; passwords, hashes, PDFs in a hidden directory, read back; one transaction; one rename.
/// nullopt when there is nothing to print. Throws ConfigurationError, with nothing claimed, when
/// the certificate of the union's print room cannot be used. A failure before the transaction is
/// undone and rethrown. To be called by one process at a time (the lock of render-letters).
std::optional<IssuedBatch> issue_batch(Database& database, const Actor& actor,
                                       const PrintShop& shop, std::string_view prefecture,
                                       std::size_t limit, Instant now);

/// Finishes or undoes what an earlier process left between two steps. Under the same lock.
RecoveredBatches recover_batches(Database& database, const Actor& actor, const PrintShop& shop,
                                 Instant now);

}  // namespace saihakko

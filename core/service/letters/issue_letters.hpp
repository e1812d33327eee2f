#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/letters/batch_making.hpp"
#include "core/service/letters/print_shop.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// The unions with an approved application whose approval can not be undone any more.
std::vector<std::string> unions_to_print(Database& database, Instant now);

struct IssuedBatch {
  std::string name;
  std::string prefecture;
  std::size_t letters = 0;
  std::vector<SentBack> sent_back;
};

/// Steps (1)–(4) of the batch protocol for up to `limit` approved applications of one union:
/// claim; passwords, hashes, PDFs in a hidden directory, read back; one transaction; one rename.
/// nullopt when there is nothing to print. Throws ConfigurationError, with nothing claimed, when
/// the certificate of the union's print room cannot be used. A failure before the transaction is
/// undone and rethrown. To be called by one process at a time (the lock of render-letters).
std::optional<IssuedBatch> issue_batch(Database& database, const Actor& actor,
                                       const PrintShop& shop, std::string_view prefecture,
                                       std::size_t limit, Instant now);

}  // namespace saihakko

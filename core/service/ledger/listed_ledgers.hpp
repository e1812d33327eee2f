#pragma once

#include <cstdint>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/ledger_imports_table.hpp"

namespace saihakko {

/// A ledger that was handed in, and what its comparison counted, by prefecture.
struct ListedLedger {
  LedgerImport import;
  std::vector<LedgerCounts> counts;
};

/// Up to `most`, newest first.
std::vector<ListedLedger> listed_ledgers(Database& database, std::int64_t most);

ListedLedger listed_ledger(Database& database, const LedgerImport& import);

}  // namespace saihakko

#include "core/service/ledger/listed_ledgers.hpp"

namespace saihakko {

std::vector<ListedLedger> listed_ledgers(Database& database, std::int64_t most) {
  std::vector<ListedLedger> listed;
  for (const LedgerImport& import : latest_ledger_imports(database, most))
    listed.push_back(listed_ledger(database, import));
  return listed;
}

ListedLedger listed_ledger(Database& database, const LedgerImport& import) {
  return {import, ledger_counts_of(database, import.id)};
}

}  // namespace saihakko

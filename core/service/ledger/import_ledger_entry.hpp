#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/service/ledger/ledger_format.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What the merged rows of an office did.
enum class LedgerChange { added, changed, unchanged };

struct ImportedOffice {
  LedgerChange change = LedgerChange::unchanged;
  Office office;  ///< as it is now; its version may be an earlier one
};

/// The import that an entry belongs to.
struct LedgerOrigin {
  std::int64_t import_id = 0;
  std::int64_t series = 0;
  std::string user_id_prefix;
};

/// The office as the entry has it; fields whose columns the file does not have stay as they are.
Office overwritten(Office office, const LedgerEntry& entry);

/// The unions whose IDs the office has or gets by the entry and did not have, and those whose IDs
/// it has and the entry lists no longer. An office that is new and a file without 発行都道府県: its
/// own union.
struct IssuerChanges {
  std::vector<std::string> added;
  std::vector<std::string> unlisted;
};
IssuerChanges issuer_changes(const LedgerEntry& entry, const std::vector<Account>& known,
                             bool new_office);

/// Takes what a ledger says of an office (merge_ledger_rows), inside the caller's transaction. What
/// the office was before goes into its history. A change is audited; new offices are counted in
/// the audit row that ends the file.
ImportedOffice import_ledger_entry(Database& database, const Actor& actor, const LedgerEntry& entry,
                                   const LedgerOrigin& origin, Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <string>

#include "core/service/ledger/ledger_format.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What a row of the ledger did.
enum class LedgerChange {
  added,
  changed,
  unchanged,
  same_number,  ///< a further row of a number of this file that agrees with the first
  disagrees,    ///< a further row with another name or address: the first row stands
};

/// Takes one row, inside the caller's transaction. Rows of one number in one file become one
/// office by this rule: **the first row gives name and address, as a pair; a further row only
/// fills what is still empty.** So the letter never carries the name of one row and the address of
/// another, and the same file always gives the same office. `ledger_id` names the file. A change of
/// an office is audited; new ones are counted in the audit row that ends the file.
LedgerChange import_ledger_entry(Database& database, const Actor& actor, const LedgerEntry& entry,
                                 std::int64_t ledger_id, const std::string& user_id_prefix,
                                 Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/ledger_imports_table.hpp"

namespace saihakko {

/// What taking an import back did.
struct RestoredLedger {
  std::int64_t restored = 0;  ///< offices with a field as it was before the import
  std::int64_t left = 0;      ///< offices of whose fields other ledgers say what they are
  std::int64_t removed = 0;   ///< offices that the import added
  std::int64_t kept = 0;      ///< added ones to which something has happened since
};

/// What taking an import back would reach.
struct LedgerReach {
  std::int64_t changed = 0;                     ///< offices that would become other ones
  std::int64_t left = 0;                        ///< changed ones of which other ledgers say else
  std::map<std::string, std::int64_t> removed;  ///< by prefecture: added, nothing done with them
};
LedgerReach reach_of_restore(Database& database, const LedgerImport& import);

/// Takes an import back that somebody has decided about (LedgerState::restoring): each field that
/// it changed becomes what the newest other import that stands made it, or what it was before those
/// that are taken back, in whatever order they are. Offices that it added go where nothing has been
/// done with them and no later ledger that stands names them. In transactions of some hundred
/// offices; repeatable, so that a killed one is finished by calling it again. The last transaction
/// has the audit row. Throws StoreError.
RestoredLedger restore_ledger(Database& database, const Actor& actor, const LedgerImport& import,
                              const Clock& clock);

/// An import that was taken back, and what that did.
struct TakenBack {
  std::int64_t import_id = 0;
  RestoredLedger result;
};
/// Takes back all imports that somebody has decided to take back, oldest first.
std::vector<TakenBack> restore_decided_ledgers(Database& database, const Actor& actor,
                                               const Clock& clock);

}  // namespace saihakko

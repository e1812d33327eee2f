#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/domain/office.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/office_history_table.hpp"

namespace saihakko {

/// One field of an office that a ledger, or taking one back, has changed.
struct OfficeHistoryEntry {
  Instant changed_at;
  std::int64_t import_id = 0;
  std::string file;   ///< the ledger's name
  std::string cause;  ///< import, restore
  std::string field;  ///< code of changed_fields()
  std::string before;
  std::string after;
};

/// All that is kept of an office's changes, newest first. That the person reads it is audited.
std::vector<OfficeHistoryEntry> read_office_history(Database& database, const Office& office,
                                                    std::int64_t uid, Instant now);

/// The office as a change made it: what the next change found, or what it is now. nullopt when it
/// is not there any more.
std::optional<Office> office_made_by(Database& database, const OfficeChange& change);

}  // namespace saihakko

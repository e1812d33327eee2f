#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "core/secrets/master_key.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What becomes of a database that stands where the copy is to go.
enum class StandingDatabase { refuse, keep_aside };

struct Restored {
  Instant known_until;                         ///< real time of the last step that the copy knows
  std::optional<std::filesystem::path> aside;  ///< where the earlier database lies now
  int migrations = 0;                          ///< steps that brought the copy up to this program
};

/// Puts a copy in the place of the database, by one rename, once it is found whole: its sum, its
/// pages, its audit, its key. A copy of an earlier version is migrated. Serials go on far beyond
/// what the copy and the batches on the disk know. What must not be done twice waits for
/// reconcile(). Throws UnfitCopy, ConfigurationError (another key), StoreError (busy: another
/// process works), FileError; then the earlier database stands, or nothing where a kill came
/// between the two renames: to be called again.
Restored restore_database(const Settings& settings, const MasterKey& key,
                          const std::filesystem::path& copy, StandingDatabase standing,
                          const Actor& actor, Instant now,
                          const std::function<void(std::int64_t)>& progress);

}  // namespace saihakko

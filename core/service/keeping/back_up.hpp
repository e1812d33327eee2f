#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/secrets/master_key.hpp"
#include "core/service/keeping/head_log.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// A copy of the database that cannot be relied on: damaged, altered, or not one of ours. In
/// Japanese.
class UnfitCopy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads the whole file, its chain of the audit and every invariant. Throws UnfitCopy naming the
/// first things that do not hold. Returns the head of the audit.
std::string verify_copy(Database& copy, const std::vector<LoggedHead>& logged,
                        const std::function<void(std::int64_t)>& progress);

struct Copied {
  std::string name;
  std::string sha256;
  std::string head;               ///< of its audit
  std::vector<std::string> gone;  ///< older copies that went
  std::vector<std::string> kept;  ///< that would have gone, had the clock not been frozen
};

/// Copies the database to `{backup.dir}/saihakko-YYYYMMDD-HHMMSSmmm.db` (0600), its sum beside it:
/// nobody waits for it, it stands there only once it is verified, and then copies beyond the number
/// and the days of the settings go, never the newest, and none while the clock is frozen. No key
/// and no letter is in it. Throws UnfitCopy, StoreError, FileError; then nothing half made is left.
Copied back_up(Database& database, const Actor& actor, const Settings& settings,
               const MasterKey& key, Instant now,
               const std::function<void(std::int64_t)>& progress);

/// The same copy of a database that an older program has made, before init_command brings it to
/// this program's form: only its pages and references can be looked at, for its rows have the older
/// form. Nothing is written into the database, no older copy goes. Returns the copy's path.
std::filesystem::path copy_before_migration(Database& database, const Settings& settings);

}  // namespace saihakko

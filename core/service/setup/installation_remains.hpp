#pragma once

#include <string>
#include <vector>

#include "core/secrets/master_key.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What stands where an installation is, or was: a new key or an empty database beside the rest of
/// an old one would end its passwords, codes and numbers.
struct InstallationRemains {
  bool key = false;
  bool database = false;
  std::vector<std::string> works;  ///< in Japanese: letters, copies, sent mails, files taken in
};

/// Looks at names alone. Throws FileError, StoreError for a place that cannot be looked at.
InstallationRemains installation_remains(const Settings& settings);

/// Nothing may be made anew where only a part of an installation is left. Throws
/// ConfigurationError, which names the way back.
void require_nothing_lost(const Settings& settings);

/// What to do where there is no database, or a damaged one: for the end of a message, in Japanese.
std::string way_to_a_database(const Settings& settings);

/// The installation's key. Throws KeyError, which says how to get it where it is missing;
/// FileError.
MasterKey load_key(const Settings& settings);

/// The key's mark by which a database and its key know each other; tells nothing of the key.
std::string mark_of_key(const MasterKey& key);

/// The key of the audit and of the rows' digests: one of its own, derived from the installation's.
AuditKey audit_key_of(const MasterKey& key);

/// Writes the mark into a database that has none: a new one, or one of an earlier program.
void keep_key_mark(Database& database, const MasterKey& key);

/// Gives the database the key in `keys.dir`. Throws ConfigurationError where it is another than the
/// database's own. A key that is missing or cannot be read is told by those who need it.
void use_own_key(Database& database, const Settings& settings);

}  // namespace saihakko

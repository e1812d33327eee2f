#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A file that was taken after a backup and lies in the inbox again.
struct RetakenFile {
  std::string kind;
  std::string name;  ///< the new one; the old one stands at its end
};

/// Puts back into the inbox what was settled on the day of `known_until` or later and whose content
/// the database does not know as wholly taken, named so that it is taken in the order of the first
/// time. To be called again after a kill. Throws FileError, StoreError.
std::vector<RetakenFile> put_files_back(Database& database, const Settings& settings,
                                        Instant known_until);

}  // namespace saihakko

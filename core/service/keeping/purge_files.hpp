#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/queries/retained_rows.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// A file whose time is over.
struct RetainedFile {
  std::string retention_class;  ///< inbox, worksheets, replaced_databases, sent_mails
  std::filesystem::path path;
  Instant since;
};

/// Regular files, never through a link: inbox/done and inbox/refused by the day of their folder,
/// the others by the time of their last change. Throws FileError.
std::vector<RetainedFile> files_to_purge(const Settings& settings, Instant now);

/// Records up to some hundred files with their sums in one transaction with its audit row, then
/// removes them. Throws FileError, StoreError.
void purge_files(Database& database, const Actor& actor, const Settings& settings,
                 const std::vector<RetainedFile>& files, Instant now);

/// Removes the files that an earlier run recorded and did not come to remove, and the folders of
/// the inbox in which nothing is left. Returns how many files there were.
std::int64_t finish_purged_files(Database& database, const Settings& settings);

/// The batches whose directories are to go.
std::vector<RetainedBatch> batches_over(Database& database, const Settings& settings, Instant now);

/// Records the end of a batch's directory with its sum, then removes it. The rows of the letters
/// stay, and with them the temporary passwords that live.
void purge_batch(Database& database, const Actor& actor, const Settings& settings,
                 const RetainedBatch& batch, Instant now);

/// Removes the directories whose end an earlier run recorded. Returns how many there were.
std::int64_t finish_purged_batches(Database& database, const Settings& settings);

}  // namespace saihakko

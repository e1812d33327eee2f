#pragma once

#include <filesystem>
#include <string_view>

#include "core/files/inbox.hpp"
#include "core/service/run/job_run.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {

// A file in whose taking the process dies (no memory left, a fault, a kill) would be met first by
// each run, and what lies behind it would never be taken. So it is written down, with each chunk,
// where a taking is and how often it was begun there.

/// Inside the caller's transaction: the taking of `file` begins where it has come to. False when
/// two runs have died there.
bool begin_taking(Database& database, std::string_view kind, const InboxFile& file);

/// Inside the caller's transaction that has advanced the file: it has come further, or to its end.
void advance_taking(Database& database, std::string_view kind, const InboxFile& file);

/// The taking ended alive, wherever it has come to.
void end_taking(Database& database, std::string_view kind);

/// Puts the file, with what was found in it so far, into `refused`; `watch` tells of it for as long
/// as it lies there.
void set_aside(JobRun& run, Database& database, const InboxFolder& folder, std::string_view kind,
               const std::filesystem::path& path, const InboxFile& file);

}  // namespace saihakko

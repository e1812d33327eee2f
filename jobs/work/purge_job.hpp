#pragma once

#include "core/domain/instant.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// What has been kept for its time goes: rows or their personal data, files, letters.
void run_purge(JobRun& run, Database& database, const Settings& settings);

/// Prints on standard output what a purge would take at `now`; nothing when that is nothing.
void print_purge_plan(Database& database, const Settings& settings, Instant now);

}  // namespace saihakko

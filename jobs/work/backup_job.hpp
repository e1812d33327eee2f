#pragma once

#include "core/secrets/master_key.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// A verified copy of the database in `backup.dir`.
void run_backup(JobRun& run, Database& database, const Settings& settings, const MasterKey& key);

}  // namespace saihakko

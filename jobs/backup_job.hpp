#pragma once

#include "core/secrets/master_key.hpp"
#include "core/service/settings.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// A verified copy of the database in `backup.dir`.
void run_backup(JobRun& run, Database& database, const Settings& settings, const MasterKey& key);

}  // namespace saihakko

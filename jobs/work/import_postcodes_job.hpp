#pragma once

#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// inbox/postcodes/*.csv, files of Japan Post as they are published → the lists of postcodes.
void run_import_postcodes(JobRun& run, Database& database, const Settings& settings);

}  // namespace saihakko

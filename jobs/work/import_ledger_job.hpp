#pragma once

#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// inbox/ledger/*.csv → offices and accounts (both formats of the contract, section 4). Offices
/// that a file does not name are counted in the log and left as they are.
void run_import_ledger(JobRun& run, Database& database, const Settings& settings);

}  // namespace saihakko

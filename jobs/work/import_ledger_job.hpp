#pragma once

#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// inbox/ledger/*.csv → offices and accounts (both formats of the contract, section 4), or
/// inbox/held/ledger where a person has to decide first. Carries out what was decided. Offices that
/// a file does not name are counted in the log and marked as absent.
void run_import_ledger(JobRun& run, Database& database, const Settings& settings);

}  // namespace saihakko

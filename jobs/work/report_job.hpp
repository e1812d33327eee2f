#pragma once

#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// Counts the days that are over and writes their pages and the CSV of their months; yesterday's is
/// written anew each time, and is an item the first time. A day whose counts do not balance has its
/// page, and is a failed item of every run that writes it.
void run_report(JobRun& run, Database& database, const Settings& settings);

}  // namespace saihakko

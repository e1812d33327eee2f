#pragma once

#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// inbox/print-results/*.csv → letters collected, printed, posted, spoiled or returned, and their
/// applications with them; then the stop lists. The acting person is the file's owner.
void run_track_letters(JobRun& run, Database& database, const Settings& settings);

}  // namespace saihakko

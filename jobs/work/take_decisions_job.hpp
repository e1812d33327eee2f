#pragma once

#include "core/service/applications/decide_application.hpp"
#include "core/service/run/job_run.hpp"

namespace saihakko {

class Database;

/// inbox/decisions/*.csv → approved, rejected (result notice queued) or on hold. The acting person
/// is the file's owner; a row that is refused is reported with what stands in its way.
void run_take_decisions(JobRun& run, Database& database, const Settings& settings,
                        const Desk& desk);

}  // namespace saihakko

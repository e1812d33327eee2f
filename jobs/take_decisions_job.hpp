#pragma once

#include "core/service/decide_application.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// inbox/decisions/*.csv → approved, rejected (result notice queued) or on hold. The acting person
/// is the file's owner; a row that is refused is reported with what stands in its way.
void run_take_decisions(JobRun& run, Database& database, const Settings& settings,
                        const Desk& desk);

}  // namespace saihakko

#pragma once

#include "core/service/settings.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// Codes, half-done forms and temporary passwords whose time is over → expired, abandoned, lapsed.
void run_expire_codes(JobRun& run, Database& database, const Settings& settings);

}  // namespace saihakko

#pragma once

#include "core/service/outbox.hpp"
#include "core/service/settings.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// inbox/applications/*.jsonl → applications in the state submitted, their receipt notices queued.
void run_take_applications(JobRun& run, Database& database, const Settings& settings,
                           const Outbox& outbox);

}  // namespace saihakko

#pragma once

#include "core/service/mails/outbox.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// inbox/applications/*.jsonl → applications in the state submitted, their receipt notices queued.
void run_take_applications(JobRun& run, Database& database, const Settings& settings,
                           const Outbox& outbox);

}  // namespace saihakko

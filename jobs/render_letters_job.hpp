#pragma once

#include "core/service/issue_letters.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// approved → issued, result notices queued; print batches, one union at a time. First finishes or
/// undoes what a dead run left.
void run_render_letters(JobRun& run, Database& database, const PrintShop& shop);

}  // namespace saihakko

#pragma once

#include "core/service/letters/print_shop.hpp"
#include "core/service/run/job_run.hpp"

namespace saihakko {

class Database;

/// approved → issued, result notices queued; print batches, one union at a time. First finishes or
/// undoes what a dead run left.
void run_render_letters(JobRun& run, Database& database, const PrintShop& shop);

}  // namespace saihakko

#pragma once

#include "core/service/review/make_worksheets.hpp"
#include "core/service/run/job_run.hpp"

namespace saihakko {

class Database;

/// What is in review or on hold → worksheets in `{state.dir}/review`, one a union that has
/// something new to show.
void run_review_worksheet(JobRun& run, Database& database, const WorksheetDesk& desk);

}  // namespace saihakko

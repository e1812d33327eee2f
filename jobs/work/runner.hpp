#pragma once

#include <cstdint>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/run/exit_code.hpp"
#include "core/service/run/log.hpp"
#include "core/service/setup/settings.hpp"
#include "jobs/work/job_list.hpp"

namespace saihakko {

class Database;

struct RunOptions {
  std::int64_t limit = 0;  ///< items a job; 0: no limit
};

/// Runs one job: takes its lock (75 when another run holds it), closes what a dead run left open,
/// writes its run row, and turns a failure into an exit code.
ExitCode run_job(const Job& job, Database& database, const Settings& settings, const Clock& clock,
                 Log& log, const RunOptions& options);

/// Runs the jobs in order, going on after a failed one; the gravest exit code.
ExitCode run_jobs(const std::vector<const Job*>& jobs, Database& database, const Settings& settings,
                  const Clock& clock, Log& log, const RunOptions& options);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/service/run/job_run.hpp"
#include "core/service/run/run_record.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// Whether a job works before a restored database is reconciled.
enum class AfterRestore { works, waits };

/// A scheduled job: its name in the contract and what it does. When it is due stands in
/// jobs/ground/job_times.cpp.
struct Job {
  std::string_view name;
  SideBySide side_by_side;
  /// Puts together what the job needs and runs it.
  void (*work)(JobRun& run, Database& database, const Settings& settings);
  AfterRestore after_restore = AfterRestore::works;
};

/// All jobs, in the order of `run all`.
const std::vector<Job>& all_jobs();

/// Throws UsageError naming the nearest job, or all.
const Job& job_named(const std::string& name);

}  // namespace saihakko

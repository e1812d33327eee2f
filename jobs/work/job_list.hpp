#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/domain/timetable.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

enum class SideBySide { never, allowed };

/// Whether a job works before a restored database is reconciled.
enum class AfterRestore { works, waits };

/// A scheduled job: its name in the contract, when it is due and what it does. The reason for its
/// time stands in its timer, schedules/systemd/saihakko-NAME.timer.
struct Job {
  std::string_view name;
  SideBySide side_by_side;
  Schedule schedule;
  /// Puts together what the job needs and runs it.
  void (*work)(JobRun& run, Database& database, const Settings& settings);
  AfterRestore after_restore = AfterRestore::works;
};

/// All jobs, in the order of `run all`.
const std::vector<Job>& all_jobs();

/// When they are due.
const Timetable& timetable();

/// Throws UsageError naming the nearest job.
const Job& job_named(const std::string& name);

}  // namespace saihakko

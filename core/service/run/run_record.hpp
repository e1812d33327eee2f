#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/files/owner_lock.hpp"
#include "core/service/run/job_run.hpp"
#include "core/store/tables/runs_table.hpp"

namespace saihakko {

/// Whether two runs of a job may be at work at the same time.
enum class SideBySide { never, allowed };

struct StartedRun {
  std::int64_t id = 0;
  std::int64_t crashed = 0;  ///< earlier runs whose process had died, closed just now
};

/// Writes the row of a run that begins and closes those of dead processes, in one transaction. For
/// SideBySide::never to be called under the job's lock, where nobody else can be alive.
StartedRun record_start(Database& database, std::string_view job, SideBySide side_by_side,
                        const Owner& owner, Instant now);

/// Closes the row with the run's counts, in a transaction of its own. A `code` that is not the
/// run's own is that of a failure.
void record_end(Database& database, std::int64_t id, const JobRun& run, ExitCode code, Instant now);

}  // namespace saihakko

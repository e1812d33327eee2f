#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

struct Run {
  std::int64_t id = 0;
  std::string job;
  Instant started_at;
  std::optional<Instant> ended_at;
  std::string outcome;  ///< running, done, malformed, failed, stopped, crashed
  std::int64_t exit_code = 0;
  std::int64_t done = 0;
  std::int64_t malformed = 0;
  std::int64_t failed = 0;
};

/// 完了, 失敗 …, as a person of the union reads an outcome.
std::string_view japanese_outcome(std::string_view outcome);

std::int64_t open_run(Database& database, std::string_view job, std::string_view owner,
                      Instant now);
/// `run.id` names the row; outcome, exit code and counts are taken from `run`.
void close_run(Database& database, const Run& run, Instant now);
/// Closes what an earlier process of this job left open. To be called under the job's lock.
/// Returns how many there were.
std::int64_t close_crashed_runs(Database& database, std::string_view job, Instant now);

/// The owners of the runs of a job that are open: for a job without a lock, where only an owner
/// that is dead has left its run behind.
std::vector<std::string> open_run_owners(Database& database, std::string_view job);
std::int64_t close_crashed_runs_of(Database& database, std::string_view job, std::string_view owner,
                                   Instant now);

std::optional<Run> last_run(Database& database, std::string_view job);
/// The last `limit`, newest first.
std::vector<Run> last_runs(Database& database, std::string_view job, std::int64_t limit);

/// The run that began latest of those not later than `now`: not the newest one where somebody has
/// caught up with --as-of since, nor one of a clock that ran ahead. Among the last 200.
std::optional<Run> latest_run(Database& database, std::string_view job, Instant now);
/// The same of the runs that did their work: done, or malformed input set aside.
std::optional<Run> latest_good_run(Database& database, std::string_view job, Instant now);

/// Runs that failed or crashed, one after the other, since the last one that did not.
struct FailedRuns {
  std::int64_t count = 0;
  Instant since;  ///< the start of the first
};
FailedRuns failed_runs_in_a_row(Database& database, std::string_view job);

/// When the schema came to be what it is: what never ran has had its chances since then.
Instant schema_since(Database& database);

}  // namespace saihakko

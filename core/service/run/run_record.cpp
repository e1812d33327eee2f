#include "core/service/run/run_record.hpp"

#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

std::int64_t close_left_open(Database& database, std::string_view job, SideBySide side_by_side,
                             const Owner& owner, Instant now) {
  if (side_by_side == SideBySide::never) return close_crashed_runs(database, job, now);
  std::int64_t crashed = 0;
  for (const std::string& other : open_run_owners(database, job)) {
    if (!owner.lives(other)) crashed += close_crashed_runs_of(database, job, other, now);
  }
  return crashed;
}

}  // namespace

StartedRun record_start(Database& database, std::string_view job, SideBySide side_by_side,
                        const Owner& owner, Instant now) {
  Transaction transaction(database);
  StartedRun started;
  started.crashed = close_left_open(database, job, side_by_side, owner, now);
  started.id = open_run(database, job, owner.name(), now);
  transaction.commit();
  return started;
}

void record_end(Database& database, std::int64_t id, const JobRun& run, ExitCode code,
                Instant now) {
  Transaction transaction(database);
  close_run(database,
            {.id = id,
             .outcome = std::string(code == run.exit_code() ? run.outcome() : "failed"),
             .exit_code = static_cast<std::int64_t>(code),
             .done = run.done_count(),
             .malformed = run.malformed_count(),
             .failed = run.failed_count()},
            now);
  transaction.commit();
}

}  // namespace saihakko

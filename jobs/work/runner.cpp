#include "jobs/work/runner.hpp"

#include <fmt/format.h>

#include "core/domain/system_error_text.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/stop_signal.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/runs_table.hpp"
#include "jobs/work/run_pings.hpp"

namespace saihakko {
namespace {

constexpr mode_t kLocksMode = 0750;

/// What dead processes left open; where the job's lock is held, nobody else can be alive.
std::int64_t close_left_open(const Job& job, Database& database, const Owner& owner, Instant now) {
  if (job.side_by_side == SideBySide::never) return close_crashed_runs(database, job.name, now);
  std::int64_t crashed = 0;
  for (const std::string& other : open_run_owners(database, job.name)) {
    if (!owner.lives(other)) crashed += close_crashed_runs_of(database, job.name, other, now);
  }
  return crashed;
}

std::int64_t open_run_row(const Job& job, Database& database, const Owner& owner, Log& log,
                          Instant now) {
  Transaction transaction(database);
  const std::int64_t crashed = close_left_open(job, database, owner, now);
  if (crashed > 0) log.warn("crashed_runs_closed", {{"job", job.name}, {"runs", crashed}});
  const std::int64_t id = open_run(database, job.name, owner.name(), now);
  transaction.commit();
  return id;
}

void close_run_row(Database& database, std::int64_t id, const JobRun& run, ExitCode code,
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

void log_failure(Log& log, const Job& job, const std::exception& failure) {
  log.error("job_failed", {{"job", job.name}, {"cause", failure_text(failure)}});
}

ExitCode work(const Job& job, Database& database, const Settings& settings, JobRun& run, Log& log) {
  try {
    job.work(run, database, settings);
    return run.exit_code();
  } catch (const std::exception& failure) {
    log_failure(log, job, failure);
    return gravest(exit_code_of(failure), run.exit_code());
  }
}

ExitCode run_locked(const Job& job, Database& database, const Settings& settings,
                    const Clock& clock, Log& log, const RunPings& pings,
                    const RunOptions& options) {
  JobRun run(job.name, clock, log, options.limit);
  const Owner owner(settings.state_dir / "owners");
  pings.begun();
  const std::int64_t id = open_run_row(job, database, owner, log, clock.now());
  const ExitCode code = work(job, database, settings, run, log);
  log.end_progress();
  close_run_row(database, id, run, code, clock.now());
  log.info("job_ended", {{"job", job.name},
                         {"done", run.done_count()},
                         {"malformed", run.malformed_count()},
                         {"failed", run.failed_count()},
                         {"exit_code", static_cast<std::int64_t>(code)}});
  pings.ended(code, run.alarmed());
  return code;
}

}  // namespace

ExitCode run_job(const Job& job, Database& database, const Settings& settings, const Clock& clock,
                 Log& log, const RunOptions& options) {
  const RunPings pings(job.name, settings.ping, log);
  try {
    if (job.after_restore == AfterRestore::waits) refuse_before_reconcile(database);
    if (job.side_by_side == SideBySide::allowed) {
      return run_locked(job, database, settings, clock, log, pings, options);
    }
    make_directories(settings.state_dir / "locks", kLocksMode);
    const auto lock =
        FileLock::try_lock(settings.state_dir / "locks" / fmt::format("{}.lock", job.name));
    if (!lock) {
      log.warn("job_locked", {{"job", job.name}});
      return ExitCode::locked;
    }
    return run_locked(job, database, settings, clock, log, pings, options);
  } catch (const std::exception& failure) {
    log.end_progress();
    log_failure(log, job, failure);
    const ExitCode code = exit_code_of(failure);
    pings.ended(code, true);
    return code;
  }
}

ExitCode run_jobs(const std::vector<const Job*>& jobs, Database& database, const Settings& settings,
                  const Clock& clock, Log& log, const RunOptions& options) {
  ExitCode code = ExitCode::done;
  for (const Job* job : jobs) {
    if (stop_asked()) break;
    code = gravest(code, run_job(*job, database, settings, clock, log, options));
  }
  return code;
}

}  // namespace saihakko

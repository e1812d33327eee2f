#include "jobs/work/runner.hpp"

#include <fmt/format.h>

#include "core/domain/system_error_text.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/service/keeping/head_log.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/run_record.hpp"
#include "core/service/run/stop_signal.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "jobs/work/run_pings.hpp"

namespace saihakko {
namespace {

constexpr mode_t kLocksMode = 0750;

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

/// What the job has done stands in the database: that its head could not be noted fails no job.
void write_head_down(Database& database, const Settings& settings, const Job& job, Log& log) {
  try {
    log_head(database, settings);
  } catch (const FileError& failure) {
    log.warn("head_not_logged", {{"job", job.name}, {"cause", failure.what()}});
  }
}

ExitCode run_locked(const Job& job, Database& database, const Settings& settings,
                    const Clock& clock, Log& log, const RunPings& pings,
                    const RunOptions& options) {
  JobRun run(job.name, clock, log, options.limit);
  const Owner owner(settings.state_dir / "owners");
  pings.begun();
  follow_clock(database, settings, house_time(database, clock.now()));
  const StartedRun started = record_start(database, job.name, job.side_by_side, owner, clock.now());
  if (started.crashed > 0) {
    log.warn("crashed_runs_closed", {{"job", job.name}, {"runs", started.crashed}});
  }
  const ExitCode code = work(job, database, settings, run, log);
  log.end_progress();
  record_end(database, started.id, run, code, clock.now());
  write_head_down(database, settings, job, log);
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

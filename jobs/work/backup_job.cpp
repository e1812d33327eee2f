#include "jobs/work/backup_job.hpp"

#include "core/service/keeping/back_up.hpp"
#include "core/service/setup/trusted_clock.hpp"

namespace saihakko {

void run_backup(JobRun& run, Database& database, const Settings& settings, const MasterKey& key) {
  const Copied made = back_up(database, run.actor(), settings, key, run.now(),
                              [&run](std::int64_t) { run.show_progress(); });
  run.done();
  run.log().info("backup_made", {{"job", run.job()},
                                 {"backup", made.name},
                                 {"sum", made.sha256},
                                 {"head", made.head},
                                 {"removed", static_cast<std::int64_t>(made.gone.size())}});
  if (!made.kept.empty()) refuse_frozen_clock(database, settings, run.clock(), run.now());
}

}  // namespace saihakko

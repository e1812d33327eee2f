#include "jobs/work/import_ledger_job.hpp"

#include "core/service/ledger/held_ledgers.hpp"
#include "core/service/ledger/ledger_source.hpp"
#include "core/service/ledger/restore_ledger.hpp"

namespace saihakko {
namespace {

/// What persons have decided since the last run, or while it was cut off.
void carry_out_decisions(JobRun& run, Database& database, const Settings& settings) {
  for (const auto& [import_id, result] :
       restore_decided_ledgers(database, run.actor(), run.clock())) {
    run.done(result.restored + result.removed);
    run.log().info("ledger_restored", {{"job", run.job()},
                                       {"import", import_id},
                                       {"restored", result.restored},
                                       {"left", result.left},
                                       {"removed", result.removed},
                                       {"kept", result.kept}});
  }
  const SettledLedgers settled = settle_held_ledgers(database, settings);
  for (const std::string& file : settled.released)
    run.log().info("ledger_released", {{"job", run.job()}, {"file", file}});
  for (const std::string& file : settled.refused)
    run.log().info("ledger_refused", {{"job", run.job()}, {"file", file}});
}

}  // namespace

void run_import_ledger(JobRun& run, Database& database, const Settings& settings) {
  carry_out_decisions(run, database, settings);
  take_inbox(run, database, settings.inbox_dir, "ledger", SeenBefore::latest_only,
             [&](const std::filesystem::path& file, std::int64_t file_id) {
               return std::make_unique<LedgerSource>(run, database, settings, file, file_id);
             });
}

}  // namespace saihakko

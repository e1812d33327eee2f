#include "jobs/work/render_letters_job.hpp"

#include <exception>

#include "core/service/letters/batch_ending.hpp"
#include "core/service/letters/issue_letters.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/steps/application_steps.hpp"

namespace saihakko {
namespace {

constexpr int kMostStaleInARow = 3;  // nobody changes the ledger faster than that

void recover(JobRun& run, Database& database, const PrintShop& shop) {
  const RecoveredBatches recovered = recover_batches(database, run.actor(), shop, run.now());
  if (recovered.undone + recovered.handed_over + recovered.voided == 0) return;
  run.log().warn("batches_recovered",
                 {{"job", run.job()},
                  {"undone", static_cast<std::int64_t>(recovered.undone)},
                  {"handed_over", static_cast<std::int64_t>(recovered.handed_over)},
                  {"voided", static_cast<std::int64_t>(recovered.voided)}});
}

/// One batch; false when the union has nothing left to print.
bool render_batch(JobRun& run, Database& database, const PrintShop& shop,
                  const std::string& prefecture) {
  const auto limit = run.next_chunk(static_cast<std::int64_t>(shop.settings.letters.batch_limit));
  const auto batch = issue_batch(database, run.actor(), shop, prefecture,
                                 static_cast<std::size_t>(limit), run.now());
  if (!batch) return false;
  run.done(static_cast<std::int64_t>(batch->letters + batch->sent_back.size()));
  run.show_progress();
  for (const SentBack& sent_back : batch->sent_back) {
    run.log().warn("sent_back_to_review", {{"job", run.job()},
                                           {"receipt_number", sent_back.receipt_number},
                                           {"cause", std::string(to_text(sent_back.cause))}});
  }
  if (batch->letters > 0) {
    run.log().info("batch_handed_over", {{"job", run.job()},
                                         {"batch", batch->name},
                                         {"letters", static_cast<std::int64_t>(batch->letters)}});
  }
  return true;
}

/// All of a union's batches. While a batch is in the making the ledger may close an office or take
/// its ID away, or name another address: then the batch was undone, and is made anew without that
/// one. While a ledger that changes all offices is taken, the batch is left to the next run.
void render_union(JobRun& run, Database& database, const PrintShop& shop,
                  const std::string& prefecture) {
  int stale_in_a_row = 0;
  while (run.may_go_on()) {
    try {
      if (!render_batch(run, database, shop, prefecture)) return;
      stale_in_a_row = 0;
    } catch (const StaleApplication&) {
      const bool put_off = ++stale_in_a_row > kMostStaleInARow;
      run.log().warn(put_off ? "batch_put_off" : "batch_made_anew",
                     {{"job", run.job()}, {"prefecture", prefecture}});
      if (put_off) return;
    }
  }
}

}  // namespace

void run_render_letters(JobRun& run, Database& database, const PrintShop& shop) {
  recover(run, database, shop);
  write_stop_lists(database, shop.settings);
  std::exception_ptr to_be_mended;
  for (const std::string& prefecture : unions_to_print(database, run.now())) {
    try {
      render_union(run, database, shop, prefecture);
    } catch (const ConfigurationError& failure) {
      run.failed_alone(prefecture, failure);  // of this union's print room
      to_be_mended = std::current_exception();
    } catch (const std::exception& failure) {
      run.failed(prefecture, failure);  // the other unions' letters are made all the same
    }
  }
  write_stop_lists(database, shop.settings);  // a new letter voids the account's earlier one
  if (to_be_mended) std::rethrow_exception(to_be_mended);
}

}  // namespace saihakko

#include "jobs/work/purge_job.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include "core/domain/calendar.hpp"
#include "core/service/keeping/purge.hpp"
#include "core/service/keeping/purge_files.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "core/store/engine/database.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kRows = 200;
constexpr std::int64_t kFiles = 100;
// A waiting writer looks for the lock every few milliseconds: it must find it free.
constexpr std::chrono::milliseconds kPause{8};
constexpr int kLogTries = 50;
constexpr std::chrono::milliseconds kLogPause{100};

void purge_rows(JobRun& run, Database& database, const RowRetention& retention, Instant now) {
  std::int64_t after_id = 0;
  while (run.may_go_on()) {
    const PurgedRows purged =
        purge_row_chunk(database, run.actor(), retention, after_id, run.next_chunk(kRows), now);
    if (purged.seen == 0) return;
    after_id = purged.last_id;
    run.done(purged.purged);
    run.show_progress();
    std::this_thread::sleep_for(kPause);
  }
}

void purge_all_files(JobRun& run, Database& database, const Settings& settings, Instant now) {
  const auto files = files_to_purge(settings, now);
  for (auto from = files.begin(); from != files.end() && run.may_go_on();) {
    const auto chunk = std::min<std::int64_t>(run.next_chunk(kFiles), files.end() - from);
    purge_files(database, run.actor(), settings, {from, from + chunk}, now);
    run.done(chunk);
    run.show_progress();
    from += chunk;
  }
}

void purge_batches(JobRun& run, Database& database, const Settings& settings, Instant now) {
  for (const RetainedBatch& batch : batches_over(database, settings, now)) {
    if (!run.may_go_on()) return;
    try {
      purge_batch(database, run.actor(), settings, batch, now);
      run.done();
      run.log().info("batch_purged", {{"job", run.job()}, {"batch", batch.name}});
    } catch (const std::exception& failure) {
      run.failed(batch.name, failure);  // somebody put a folder into it: the others go all the same
    }
  }
}

/// What was erased still lies in the write-ahead log. Waiting for readers would hold up writers, so
/// it is tried again and again; the next run makes good what could not be done.
void empty_log(JobRun& run, Database& database) {
  for (int tries = 0; tries < kLogTries; ++tries) {
    if (database.empty_log()) return;
    std::this_thread::sleep_for(kLogPause);
  }
  run.log().warn("log_not_emptied", {{"job", run.job()}});
}

}  // namespace

void run_purge(JobRun& run, Database& database, const Settings& settings) {
  const Instant now = run.now();  // read once: what is judged here is what all is measured by
  refuse_frozen_clock(database, settings, run.clock(), now);
  const std::int64_t left =
      finish_purged_files(database, settings) + finish_purged_batches(database, settings);
  if (left > 0) run.log().warn("purge_finished", {{"job", run.job()}, {"files", left}});
  for (const RowRetention& retention : row_retentions(settings, now)) {
    purge_rows(run, database, retention, now);
  }
  purge_all_files(run, database, settings, now);
  purge_batches(run, database, settings, now);
  empty_log(run, database);
}

void print_purge_plan(Database& database, const Settings& settings, Instant now) {
  const auto plan = plan_purge(database, settings, now);
  if (plan.empty()) return;
  TextTable table({{"消すもの"}, {"バッチ"}, {"件数", CellAlign::right}, {"いちばん古いもの"}});
  for (const PurgePlanRow& row : plan) {
    table.add({row.retention_class, row.name, std::to_string(row.count), japan_minute(row.oldest)});
  }
  table.print(std::cout);
}

}  // namespace saihakko

#include "jobs/work/expire_codes_job.hpp"

#include <chrono>
#include <thread>

#include "core/service/applications/expire.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kCodes = 4000;
constexpr std::int64_t kOthers = 200;
// A waiting writer looks for the lock every few milliseconds: it must find it free.
constexpr std::chrono::milliseconds kPause{8};

using SweepChunk = std::int64_t (*)(Database&, const Actor&, Instant, std::int64_t);

/// Returns how many there were.
std::int64_t sweep(JobRun& run, Database& database, SweepChunk sweep_chunk, std::int64_t chunk) {
  const Instant now = run.now();
  std::int64_t all = 0;
  while (run.may_go_on()) {
    const std::int64_t limit = run.next_chunk(chunk);
    const std::int64_t swept = sweep_chunk(database, run.actor(), now, limit);
    run.done(swept);
    all += swept;
    run.show_progress();
    if (swept < limit) break;
    std::this_thread::sleep_for(kPause);
  }
  return all;
}

/// False when there was nothing to do.
bool move_envelope_wait(JobRun& run, Database& database, const EnvelopeDesk& desk,
                        const Application& read) {
  if (envelope_step(database, read, desk, run.now()) == EnvelopeStep::none) return false;
  Transaction transaction(database);
  // Judged again under the writer's lock: the envelope may just have come.
  Application application = find_application(database, read.id).value();
  const EnvelopeStep step = envelope_step(database, application, desk, run.now());
  take_envelope_step(database, run.actor(), desk, application, step, run.now());
  transaction.commit();
  return step != EnvelopeStep::none;
}

}  // namespace

void run_expire_codes(JobRun& run, Database& database, const Settings& settings) {
  sweep(run, database, expire_code_chunk, kCodes);
  sweep(run, database, end_ticket_chunk, kOthers);
  if (sweep(run, database, lapse_letter_chunk, kOthers) > 0) write_stop_lists(database, settings);
  sweep(run, database, forget_failure_chunk, kCodes);
}

void run_envelope_waits(JobRun& run, Database& database, const EnvelopeDesk& desk) {
  std::int64_t after_id = 0;
  while (run.may_go_on()) {
    const auto chunk = applications_in(database, ApplicationState::on_hold, after_id, kOthers);
    if (chunk.empty()) return;
    for (const Application& application : chunk) {
      if (!run.may_go_on()) return;
      after_id = application.id;
      try {
        if (move_envelope_wait(run, database, desk, application)) run.done();
      } catch (const std::exception& failure) {
        run.failed(application.receipt_number, failure);
      }
    }
    run.show_progress();
  }
}

}  // namespace saihakko

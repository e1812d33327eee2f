#include "jobs/work/expire_codes_job.hpp"

#include <chrono>
#include <thread>

#include "core/service/applications/expire.hpp"
#include "core/service/applications/move_envelope_wait.hpp"
#include "core/service/letters/stop_letters.hpp"

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
    const auto chunk = applications_on_hold(database, after_id, kOthers);
    if (chunk.empty()) return;
    for (const Application& application : chunk) {
      if (!run.may_go_on()) return;
      after_id = application.id;
      try {
        const EnvelopeStep step =
            move_envelope_wait(database, run.actor(), desk, application, run.now());
        if (step != EnvelopeStep::none) run.done();
      } catch (const std::exception& failure) {
        run.failed(application.receipt_number, failure);
      }
    }
    run.show_progress();
  }
}

}  // namespace saihakko

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

/// Returns how many there were. `sweep_chunk` is given the instant and the most that it may take.
template <class SweepChunk>
std::int64_t sweep(JobRun& run, SweepChunk sweep_chunk, std::int64_t chunk) {
  const Instant now = run.now();
  std::int64_t all = 0;
  while (run.may_go_on()) {
    const std::int64_t limit = run.next_chunk(chunk);
    const std::int64_t swept = sweep_chunk(now, limit);
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
  const auto of = [&](auto chunk, auto& what) {
    return [&database, &what, chunk](Instant now, std::int64_t limit) {
      return chunk(database, what, now, limit);
    };
  };
  const Actor& actor = run.actor();
  sweep(run, of(expire_code_chunk, actor), kCodes);
  sweep(run, of(end_ticket_chunk, actor), kOthers);
  if (sweep(run, of(lapse_letter_chunk, actor), kOthers) > 0) write_stop_lists(database, settings);
  sweep(run, of(forget_failure_chunk, settings.login), kCodes);
  sweep(run, of(forget_client_chunk, settings.login), kCodes);
  sweep(
      run,
      [&database](Instant now, std::int64_t limit) {
        return forget_count_chunk(database, now, limit);
      },
      kCodes);
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

#include "jobs/work/expire_codes_job.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/service/applications/cap_waits.hpp"
#include "core/service/applications/expire.hpp"
#include "core/service/applications/move_envelope_wait.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/setup/trusted_clock.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kCodes = 4000;
constexpr std::int64_t kOthers = 200;
// A waiting writer looks for the lock every few milliseconds: it must find it free.
constexpr std::chrono::milliseconds kPause{8};

/// Returns how many there were. `sweep_chunk` is given the most that it may take.
template <class SweepChunk>
std::int64_t sweep(JobRun& run, SweepChunk sweep_chunk, std::int64_t chunk) {
  std::int64_t all = 0;
  while (run.may_go_on()) {
    const std::int64_t limit = run.next_chunk(chunk);
    const std::int64_t swept = sweep_chunk(limit);
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
  // Read once: what the clock is judged by is what all is measured by. An earlier time by --as-of
  // would take all that stands here for the work of a clock that ran ahead.
  const Instant told = run.now();
  const Instant now = std::max(told, house_time(database, told));
  const auto of = [&](auto chunk, auto&... what) {
    return [&database, &what..., chunk, now](std::int64_t limit) {
      return chunk(database, what..., now, limit);
    };
  };
  const Actor& actor = run.actor();
  sweep(run, of(expire_code_chunk, actor, settings.codes), kCodes);
  sweep(run, of(end_ticket_chunk, actor, settings.codes), kOthers);
  refuse_frozen_clock(database, settings, run.clock(), now);
  run.done(cap_waits(database, actor, settings, now));
  if (sweep(run, of(lapse_letter_chunk, actor), kOthers) > 0) write_stop_lists(database, settings);
  sweep(run, of(forget_failure_chunk, settings.login), kCodes);
  sweep(run, of(forget_client_chunk, settings.login), kCodes);
  sweep(run, of(forget_count_chunk), kCodes);
}

void run_envelope_waits(JobRun& run, Database& database, const EnvelopeDesk& desk) {
  const Instant now = run.now();
  refuse_frozen_clock(database, desk.settings, run.clock(), now);
  std::int64_t after_id = 0;
  while (run.may_go_on()) {
    const auto chunk = applications_on_hold(database, after_id, kOthers);
    if (chunk.empty()) return;
    for (const Application& application : chunk) {
      if (!run.may_go_on()) return;
      after_id = application.id;
      try {
        const EnvelopeStep step = move_envelope_wait(database, run.actor(), desk, application, now);
        if (step != EnvelopeStep::none) run.done();
      } catch (const std::exception& failure) {
        run.failed(application.receipt_number, failure);
      }
    }
    run.show_progress();
  }
}

}  // namespace saihakko

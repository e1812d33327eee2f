#include "core/service/watch/job_troubles.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/domain/calendar.hpp"
#include "core/service/watch/run_as_it_stands.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/runs_table.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kWatch = "watch";
constexpr std::string_view kSendNotices = "send-notices";
// Three periods of `watch`: a longer gap between its runs means that it did not run.
constexpr std::int64_t kWatchGap_ms = 35 * kMinuteMs;
constexpr std::int64_t kWatchRuns = 200;
// What a run may take; the units of schedules/ end one after an hour.
constexpr std::int64_t kLongestRun_ms = 90 * kMinuteMs;

/// Since when `watch` has run without a gap; `now` when it has not.
Instant watching_since(Database& database, Instant now) {
  Instant since = now;
  for (const Run& run : last_runs(database, kWatch, kWatchRuns)) {
    if (run.started_at.plus_ms(kWatchGap_ms) < since) break;
    since = std::min(since, run.started_at);
  }
  return since;
}

/// The job has begun a run that may still be at work.
bool at_work(const std::optional<Run>& last, Instant now) {
  return last && last->outcome == "running" && now < last->started_at.plus_ms(kLongestRun_ms);
}

std::optional<Alert> failing(Database& database, const WatchGround& ground,
                             const TimetableEntry& entry) {
  const WatchSettings& limits = ground.settings.watch;
  const FailedRuns failed = failed_runs_in_a_row(database, entry.job);
  const bool long_enough =
      failed.count > 0 && failed.since.plus_ms(limits.failing_minutes * kMinuteMs) <= ground.now;
  if (failed.count < limits.failures && !long_enough) return std::nullopt;
  std::string end;
  for (const Run& run : last_runs(database, entry.job, 2)) {
    if (run.outcome == "running") continue;
    end =
        run.outcome == "crashed" ? "途中で止まった" : "終了コード " + std::to_string(run.exit_code);
    break;
  }
  return make_alert(AlertKind::job_failing, {entry.job},
                    {entry.job, std::to_string(failed.count), japan_minute(failed.since), end});
}

std::optional<Alert> missed(Database& database, const WatchGround& ground,
                            const TimetableEntry& entry, Instant watching) {
  if (pending_restore(database)) return std::nullopt;  // the timers stand still until it is over
  if (at_work(run_as_it_stands(database, ground.settings, entry.job), ground.now))
    return std::nullopt;
  const auto last = latest_run(database, entry.job, ground.now);
  const Instant due = entry.schedule.next_after(last ? last->started_at : schema_since(database));
  const Instant late_from =
      std::max(due, watching).plus_ms(ground.settings.watch.job_minutes * kMinuteMs);
  if (ground.now <= late_from) return std::nullopt;
  return make_alert(AlertKind::job_missed, {entry.job},
                    {entry.job, japan_minute(due), last ? japan_minute(last->started_at) : "なし"});
}

}  // namespace

std::vector<Alert> troubles_of_job(Database& database, const WatchGround& ground,
                                   std::string_view job, Instant watching) {
  for (const TimetableEntry& entry : ground.timetable.entries()) {
    if (entry.job != job) continue;
    auto found = failing(database, ground, entry);
    if (!found) found = missed(database, ground, entry, watching);
    if (!found) return {};
    found->mail_may_not_leave = job == kSendNotices;
    return {std::move(*found)};
  }
  return {};
}

std::vector<Alert> job_troubles(Database& database, const WatchGround& ground) {
  const Instant watching = watching_since(database, ground.now);
  std::vector<Alert> alerts;
  for (const TimetableEntry& entry : ground.timetable.entries()) {
    if (entry.job == kWatch || ground.settings.watch.unwatched_jobs.contains(entry.job)) continue;
    for (Alert& alert : troubles_of_job(database, ground, entry.job, watching)) {
      alerts.push_back(std::move(alert));
    }
  }
  return alerts;
}

}  // namespace saihakko

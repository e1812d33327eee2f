#include "core/service/watch/status_facts.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/service/mails/unmatched_bounces.hpp"
#include "core/service/watch/job_troubles.hpp"
#include "core/service/watch/look_around.hpp"
#include "core/service/watch/run_as_it_stands.hpp"
#include "core/store/queries/work_waiting.hpp"
#include "core/store/tables/incidents_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kBatches = 3;
constexpr std::int64_t kMostUrgent = 20;

std::vector<StatusQueue> queues_of(Database& database, const WatchGround& ground,
                                   const std::vector<StateCount>& counts) {
  std::vector<StatusQueue> queues;
  for (const ApplicationState state : all_application_states()) {
    const auto count = std::ranges::find(counts, to_text(state), &StateCount::state);
    const auto oldest = is_open(state) && count != counts.end()
                            ? oldest_application(database, state)
                            : std::nullopt;
    if (!oldest) continue;
    queues.push_back({state, count->count, oldest->receipt_number, oldest->since,
                      ground.working_days.between(oldest->since, ground.now)});
  }
  return queues;
}

StatusTrouble trouble_of(const Alert& alert, std::optional<Instant> since) {
  const AlertRule& rule = alert_rule(alert.kind);
  return {alert.key,     std::string(rule.title),   alert.sentence,
          alert.command, std::string(rule.section), since};
}

std::vector<StatusTrouble> troubles_of(Database& database, const WatchGround& ground) {
  std::vector<StatusTrouble> troubles;
  std::map<std::string, Instant> begun;
  for (const Incident& incident : open_incidents(database)) {
    troubles.push_back(trouble_of(incident.alert, incident.begun_at));
    begun.emplace(incident.alert.key, incident.begun_at);
  }
  for (const Alert& alert : look_around(database, ground)) {
    if (!begun.contains(alert.key)) troubles.push_back(trouble_of(alert, std::nullopt));
  }
  return troubles;
}

std::vector<StatusJob> jobs_of(Database& database, const WatchGround& ground) {
  std::vector<StatusJob> jobs;
  for (const TimetableEntry& entry : ground.timetable.entries()) {
    const bool watched = !ground.settings.watch.unwatched_jobs.contains(entry.job);
    jobs.push_back({entry.job, run_as_it_stands(database, ground.settings, entry.job),
                    entry.schedule.next_after(ground.now),
                    watched && !troubles_of_job(database, ground, entry.job, {}).empty()});
  }
  return jobs;
}

}  // namespace

StatusFacts status_facts(Database& database, const WatchGround& ground) {
  const Deadlines deadlines{ground.settings.letters, ground.working_days, ground.now};
  StatusFacts facts{.at = ground.now,
                    .offices = count_offices(database),
                    .urgent = urgent_receipts(database, kMostUrgent),
                    .queues = {},
                    .applications = count_applications(database),
                    .notices = count_notices(database),
                    .letters = count_letters(database),
                    .batches = newest_batches(database, kBatches),
                    .envelopes = awaited_envelopes(database, ground.settings, ground.working_days),
                    .unmatched_bounces = count_unmatched_bounces(database, ground.now),
                    .open_refusals = open_refusals(database, ground.settings),
                    .newest_decisions = newest_decision_counts(ground.settings),
                    .postcodes = postcode_lists(database),
                    .overdue = overdue_batches(database, deadlines),
                    .troubles = troubles_of(database, ground),
                    .jobs = jobs_of(database, ground),
                    .disks = disk_spaces(ground.settings)};
  facts.queues = queues_of(database, ground, facts.applications);
  for (LedgerImport& held : ledger_imports_in(database, LedgerState::held)) {
    auto counts = ledger_counts_of(database, held.id);
    facts.held_ledgers.push_back({std::move(held), std::move(counts)});
  }
  return facts;
}

}  // namespace saihakko

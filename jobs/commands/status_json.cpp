#include "jobs/commands/status_json.hpp"

#include "core/service/ledger/held_ledgers.hpp"

namespace saihakko {
namespace {

Json queues_json(const std::vector<StatusQueue>& queues) {
  Json rows = Json::array();
  for (const StatusQueue& queue : queues) {
    rows.push_back({{"state", to_text(queue.state)},
                    {"count", queue.count},
                    {"oldest_receipt_number", queue.oldest_receipt},
                    {"oldest_since", json_time(queue.oldest_since)},
                    {"working_days", queue.working_days}});
  }
  return rows;
}

Json overdue_json(const std::vector<OverdueBatch>& overdue) {
  Json rows = Json::array();
  for (const OverdueBatch& batch : overdue) {
    rows.push_back({{"batch", batch.batch},
                    {"prefecture", batch.prefecture},
                    {"step", to_text(batch.overdue.step)},
                    {"letters", batch.letters},
                    {"since", json_time(batch.overdue.since)},
                    {"working_days_late", batch.overdue.days_late}});
  }
  return rows;
}

Json troubles_json(const std::vector<StatusTrouble>& troubles) {
  Json rows = Json::array();
  for (const StatusTrouble& trouble : troubles) {
    rows.push_back({{"incident", trouble.key},
                    {"cause", trouble.sentence},
                    {"command", trouble.command},
                    {"section", trouble.section},
                    {"since", json_time(trouble.since)}});
  }
  return rows;
}

/// Of the jobs that have run.
Json runs_json(const std::vector<StatusJob>& jobs) {
  Json runs = Json::array();
  for (const StatusJob& job : jobs) {
    if (!job.last) continue;
    runs.push_back({{"job", job.job},
                    {"started_at", json_time(job.last->started_at)},
                    {"ended_at", json_time(job.last->ended_at)},
                    {"outcome", job.last->outcome},
                    {"exit_code", job.last->exit_code},
                    {"done", job.last->done},
                    {"malformed", job.last->malformed},
                    {"failed", job.last->failed}});
  }
  return runs;
}

Json next_runs_json(const std::vector<StatusJob>& jobs) {
  Json rows = Json::array();
  for (const StatusJob& job : jobs) {
    rows.push_back({{"job", job.job}, {"next_run_at", json_time(job.next_at)}, {"late", job.late}});
  }
  return rows;
}

Json disks_json(const std::vector<DiskSpace>& disks) {
  Json rows = Json::array();
  for (const DiskSpace& disk : disks) {
    rows.push_back(
        {{"place", disk.place}, {"free_bytes", disk.free_bytes}, {"size_bytes", disk.size_bytes}});
  }
  return rows;
}

Json envelopes_json(const AwaitedEnvelopes& awaited) {
  return {{"applications", awaited.applications},
          {"first_last_day",
           awaited.first_last_day ? Json(json_time(*awaited.first_last_day)) : Json(nullptr)}};
}

Json held_ledgers_json(const std::vector<StatusLedger>& held) {
  Json rows = Json::array();
  for (const StatusLedger& ledger : held) {
    rows.push_back({{"import", ledger.import.id},
                    {"file", ledger.import.name},
                    {"since", json_time(ledger.import.state_since)},
                    {"unions", ledger_counts_json(ledger.counts)}});
  }
  return rows;
}

Json decision_counts_json(const std::optional<DecisionCounts>& counts) {
  if (!counts) return nullptr;
  return {{"file", counts->file.name}, {"taken", counts->taken}, {"refused", counts->refused}};
}

Json open_refusals_json(const std::vector<OpenRefusals>& open) {
  Json rows = Json::array();
  for (const OpenRefusals& of : open)
    rows.push_back({{"kind", of.kind}, {"rows", of.rows}, {"since", json_time(of.since)}});
  return rows;
}

}  // namespace

Json ledger_counts_json(const std::vector<LedgerCounts>& counts) {
  Json unions = Json::array();
  for (const LedgerCounts& of : counts) {
    unions.push_back({{"prefecture", of.prefecture},
                      {"offices", of.offices},
                      {"added", of.added},
                      {"changed", of.changed},
                      {"closed", of.closed},
                      {"lost", of.lost},
                      {"absent", of.absent},
                      {"shifted", of.shifted},
                      {"reasons", hold_reasons(of)}});
  }
  return unions;
}

Json postcodes_json(const PostcodeLists& lists) {
  const auto list_json = [](const std::optional<ListedPostcodes>& list) -> Json {
    if (!list) return nullptr;
    return {{"renewed_at", json_time(list->renewed_at)}, {"places", list->places}};
  };
  return {{"towns", list_json(lists.towns)}, {"businesses", list_json(lists.businesses)}};
}

Json status_json(const StatusFacts& facts) {
  Json status{{"at", json_time(facts.at)},      {"offices", facts.offices},
              {"applications", Json::object()}, {"queues", queues_json(facts.queues)},
              {"notices", Json::object()},      {"letters", Json::object()},
              {"batches", Json::array()},       {"urgent", facts.urgent}};
  for (const StateCount& count : facts.applications)
    status["applications"][count.state] = count.count;
  for (const NoticeCount& count : facts.notices)
    status["notices"][count.state] = count.count;
  for (const LetterCount& count : facts.letters)
    status["letters"][count.state] = count.count;
  for (const Batch& batch : facts.batches) {
    status["batches"].push_back(
        {{"batch", batch.name}, {"prefecture", batch.prefecture}, {"letters", batch.letters}});
  }
  status["waiting_for_envelope"] = envelopes_json(facts.envelopes);
  status["unmatched_bounces"] = facts.unmatched_bounces;
  status["held_ledgers"] = held_ledgers_json(facts.held_ledgers);
  status["refused_rows"] = open_refusals_json(facts.open_refusals);
  status["newest_decisions"] = decision_counts_json(facts.newest_decisions);
  status["postcodes"] = postcodes_json(facts.postcodes);
  status["overdue"] = overdue_json(facts.overdue);
  status["incidents"] = troubles_json(facts.troubles);
  status["runs"] = runs_json(facts.jobs);
  status["next_runs"] = next_runs_json(facts.jobs);
  status["disks"] = disks_json(facts.disks);
  return status;
}

}  // namespace saihakko

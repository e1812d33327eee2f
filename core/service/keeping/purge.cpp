#include "core/service/keeping/purge.hpp"

#include <fmt/format.h>

#include <map>

#include "core/service/keeping/purge_files.hpp"
#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kPlanChunk = 5000;

void count_in(PurgePlanRow& row, Instant since) {
  if (row.count == 0 || since < row.oldest) row.oldest = since;
  ++row.count;
}

PurgePlanRow plan_rows(Database& database, const RowRetention& retention) {
  PurgePlanRow row{.retention_class = retention.name, .name = {}, .count = 0, .oldest = {}};
  std::int64_t after_id = 0;
  while (true) {
    const auto chunk =
        rows_to_purge(database, retention.rows, retention.before, after_id, kPlanChunk);
    if (chunk.empty()) return row;
    for (const RetainedRow& found : chunk)
      count_in(row, found.since);
    after_id = chunk.back().id;
  }
}

/// `1-3,7` of the rows' numbers, which ascend.
std::string named(const std::vector<std::int64_t>& ids) {
  std::string text;
  for (std::size_t i = 0; i < ids.size();) {
    std::size_t last = i;
    while (last + 1 < ids.size() && ids[last + 1] == ids[last] + 1)
      ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", ids[i]);
    if (last > i) text += fmt::format("-{}", ids[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace

std::vector<RowRetention> row_retentions(const Settings& settings, Instant now) {
  const RetentionSettings& days = settings.retention;
  const auto before = [now](int kept_days) { return now.plus_ms(-kept_days * kDayMs); };
  return {{RetainedRows::codes, "codes", before(days.codes_days)},
          {RetainedRows::tickets, "tickets", before(days.codes_days)},
          {RetainedRows::forms, "forms", before(days.codes_days)},
          {RetainedRows::mails, "mails", before(days.mails_days)},
          {RetainedRows::decisions, "decisions", before(days.applications_days)},
          {RetainedRows::void_notes, "void_notes", before(days.applications_days)},
          {RetainedRows::print_results, "print_results", before(days.applications_days)},
          {RetainedRows::applications, "applications", before(days.applications_days)},
          {RetainedRows::ledger_history, "ledger_history", before(days.ledger_history_days)},
          {RetainedRows::runs, "runs", before(days.runs_days)}};
}

PurgedRows purge_row_chunk(Database& database, const Actor& actor, const RowRetention& retention,
                           std::int64_t after_id, std::int64_t limit, Instant now) {
  PurgedRows result;
  const auto found = rows_to_purge(database, retention.rows, retention.before, after_id, limit);
  if (found.empty()) return result;
  result.seen = static_cast<std::int64_t>(found.size());
  result.last_id = found.back().id;
  Transaction transaction(database);
  std::vector<std::int64_t> gone;
  for (const RetainedRow& row : found) {
    if (purge_row(database, retention.rows, row.id, retention.before, now)) gone.push_back(row.id);
  }
  result.purged = static_cast<std::int64_t>(gone.size());
  if (result.purged == 0) return result;
  append_audit(database, actor, now,
               {"rows_purged", retention.name, fmt::format("{} {}", result.purged, named(gone))});
  transaction.commit();
  return result;
}

std::vector<PurgePlanRow> plan_purge(Database& database, const Settings& settings, Instant now) {
  std::vector<PurgePlanRow> plan;
  for (const RowRetention& retention : row_retentions(settings, now)) {
    plan.push_back(plan_rows(database, retention));
  }
  std::map<std::string, PurgePlanRow> by_class;
  for (const RetainedFile& file : files_to_purge(settings, now)) {
    PurgePlanRow& row = by_class[file.retention_class];
    row.retention_class = file.retention_class;
    count_in(row, file.since);
  }
  for (auto& [name, row] : by_class)
    plan.push_back(std::move(row));
  for (const RetainedBatch& batch : batches_over(database, settings, now)) {
    plan.push_back({"letters", batch.prefecture + "/" + batch.name, 1, batch.sealed_at});
  }
  std::erase_if(plan, [](const PurgePlanRow& row) { return row.count == 0; });
  return plan;
}

}  // namespace saihakko

#include "core/store/tables/runs_table.hpp"

#include <map>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Row = std::tuple<std::int64_t, std::string, std::int64_t, std::optional<std::int64_t>,
                       std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

constexpr const char* kOpen =
    "INSERT INTO runs (job, owner, started_ms, outcome, exit_code, done, malformed, failed) "
    "VALUES ($1, $2, $3, 'running', 0, 0, 0, 0) RETURNING run_id";
constexpr const char* kClose =
    "UPDATE runs SET ended_ms = $1, outcome = $2, exit_code = $3, done = $4, malformed = $5, "
    "failed = $6 WHERE run_id = $7";
constexpr const char* kCloseCrashed =
    "UPDATE runs SET ended_ms = $1, outcome = 'crashed' WHERE job = $2 AND outcome = 'running' "
    "RETURNING run_id";
constexpr const char* kOpenOwners =
    "SELECT DISTINCT owner FROM runs WHERE job = $1 AND outcome = 'running' ORDER BY owner";
constexpr const char* kCloseCrashedOf =
    "UPDATE runs SET ended_ms = $1, outcome = 'crashed' WHERE job = $2 AND outcome = 'running' "
    "AND owner = $3 RETURNING run_id";
#define RUN_COLUMNS                                                                        \
  "SELECT run_id, job, started_ms, ended_ms, outcome, exit_code, done, malformed, failed " \
  "FROM runs "
constexpr const char* kLast = RUN_COLUMNS "WHERE job = $1 ORDER BY run_id DESC LIMIT $2";
constexpr const char* kLastGood =
    RUN_COLUMNS "WHERE job = $1 AND outcome IN ('done', 'malformed') ORDER BY run_id DESC LIMIT $2";
constexpr std::int64_t kLookedBack = 200;
constexpr const char* kFailed =
    "SELECT COUNT(*), COALESCE(MIN(started_ms), 0) FROM runs "
    "WHERE job = $1 AND outcome IN ('failed', 'crashed') AND run_id > COALESCE("
    "(SELECT run_id FROM runs WHERE job = $2 AND outcome IN ('done', 'malformed', 'stopped') "
    "ORDER BY run_id DESC LIMIT 1), 0)";
constexpr const char* kSchemaSince = "SELECT MAX(applied_ms) FROM schema_migrations";

Run from(Row&& row) {
  auto& [id, name, started, ended, outcome, exit_code, done, malformed, failed] = row;
  Run run{.id = id,
          .job = std::move(name),
          .started_at = {started},
          .ended_at = std::nullopt,
          .outcome = std::move(outcome),
          .exit_code = exit_code,
          .done = done,
          .malformed = malformed,
          .failed = failed};
  if (ended) run.ended_at = Instant{*ended};
  return run;
}

std::optional<Run> latest(std::vector<Row>&& rows, Instant now) {
  std::optional<Run> found;
  for (Row& row : rows) {
    Run run = from(std::move(row));
    const bool later = !found || run.started_at > found->started_at;
    if (run.started_at <= now && later) found = std::move(run);
  }
  return found;
}

}  // namespace

std::string_view japanese_outcome(std::string_view outcome) {
  static const std::map<std::string_view, std::string_view> words{
      {"running", "実行中"}, {"done", "完了"},    {"malformed", "不備あり"},
      {"failed", "失敗"},    {"stopped", "中断"}, {"crashed", "途中で止まった"}};
  const auto word = words.find(outcome);
  return word == words.end() ? outcome : word->second;
}

std::int64_t open_run(Database& database, std::string_view job, std::string_view owner,
                      Instant now) {
  return std::get<0>(
      database.select_one<std::tuple<std::int64_t>>(kOpen, job, owner, now.ms).value());
}

void close_run(Database& database, const Run& run, Instant now) {
  database.execute(kClose, now.ms, run.outcome, run.exit_code, run.done, run.malformed, run.failed,
                   run.id);
}

std::int64_t close_crashed_runs(Database& database, std::string_view job, Instant now) {
  return static_cast<std::int64_t>(
      database.select<std::tuple<std::int64_t>>(kCloseCrashed, now.ms, job).size());
}

std::vector<std::string> open_run_owners(Database& database, std::string_view job) {
  std::vector<std::string> owners;
  for (auto& [owner] : database.select<std::tuple<std::string>>(kOpenOwners, job)) {
    owners.push_back(std::move(owner));
  }
  return owners;
}

std::int64_t close_crashed_runs_of(Database& database, std::string_view job, std::string_view owner,
                                   Instant now) {
  return static_cast<std::int64_t>(
      database.select<std::tuple<std::int64_t>>(kCloseCrashedOf, now.ms, job, owner).size());
}

std::optional<Run> last_run(Database& database, std::string_view job) {
  auto row = database.select_one<Row>(kLast, job, std::int64_t{1});
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

std::vector<Run> last_runs(Database& database, std::string_view job, std::int64_t limit) {
  std::vector<Run> runs;
  for (Row& row : database.select<Row>(kLast, job, limit))
    runs.push_back(from(std::move(row)));
  return runs;
}

std::optional<Run> latest_run(Database& database, std::string_view job, Instant now) {
  return latest(database.select<Row>(kLast, job, kLookedBack), now);
}

std::optional<Run> latest_good_run(Database& database, std::string_view job, Instant now) {
  return latest(database.select<Row>(kLastGood, job, kLookedBack), now);
}

FailedRuns failed_runs_in_a_row(Database& database, std::string_view job) {
  const auto [count, since] =
      database.select_one<std::tuple<std::int64_t, std::int64_t>>(kFailed, job, job).value();
  return {count, {since}};
}

Instant schema_since(Database& database) {
  return {std::get<0>(database.select_one<std::tuple<std::int64_t>>(kSchemaSince).value())};
}

}  // namespace saihakko

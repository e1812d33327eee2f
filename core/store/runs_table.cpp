#include "core/store/runs_table.hpp"

#include "core/store/statement.hpp"

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
constexpr const char* kLast =
    "SELECT run_id, job, started_ms, ended_ms, outcome, exit_code, done, malformed, failed "
    "FROM runs WHERE job = $1 ORDER BY run_id DESC LIMIT 1";

}  // namespace

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
  auto row = database.select_one<Row>(kLast, job);
  if (!row) return std::nullopt;
  auto& [id, name, started, ended, outcome, exit_code, done, malformed, failed] = *row;
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

}  // namespace saihakko

#include <fmt/format.h>

#include <algorithm>

#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/work/dry_run.hpp"
#include "jobs/work/job_list.hpp"
#include "jobs/work/purge_job.hpp"
#include "jobs/work/runner.hpp"

namespace saihakko {

namespace {

constexpr std::size_t kMostJobs = 100;

bool is_purge(const Job* job) {
  return job->name == "purge";
}

ExitCode run_dry(const std::vector<const Job*>& jobs, Database& database, const CommandLine& line,
                 const RunOptions& options) {
  DryRun dry_run(database, line.settings);
  const auto copy = open_database(dry_run.settings());
  std::vector<const Job*> rehearsed = jobs;
  const bool purges = std::erase_if(rehearsed, is_purge) > 0;
  const ExitCode code =
      run_jobs(rehearsed, *copy, dry_run.settings(), line.clock, line.log, options);
  // What it would take lies outside of the stage.
  if (purges) print_purge_plan(*copy, line.settings, line.clock.now());
  dry_run.print_malformed();
  return code;
}

ExitCode run(const CommandLine& line, const CommandArguments& arguments) {
  RunOptions run_options;
  if (arguments.has("limit")) run_options.limit = whole_number(arguments, "limit");
  std::vector<const Job*> jobs;
  if (arguments.operands() == std::vector<std::string>{"all"}) {
    for (const Job& job : all_jobs())
      jobs.push_back(&job);
  } else {
    for (const std::string& name : arguments.operands())
      jobs.push_back(&job_named(name));
  }
  const auto database = open_database(line.settings);
  sweep_dry_runs(line.settings.state_dir);
  if (arguments.has("dry-run")) return run_dry(jobs, *database, line, run_options);
  refuse_clock_ahead(*database, line.clock);
  if (std::ranges::any_of(jobs, is_purge))
    refuse_moved_clock(*database, line.clock, "purge(--dry-run のほか)");
  return run_jobs(jobs, *database, line.settings, line.clock, line.log, run_options);
}

}  // namespace

Command run_command() {
  const std::string help = "ジョブを実行する。all はすべてを順に";
  return {.name = "run",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {"(JOB…|all)", 1, kMostJobs},
                     .options = {{"dry-run", "", "データベースの写しで行い、何も残さない"},
                                 {"limit", "N", "N 件まで処理する"}},
                     .help = help,
                     .example = "saihakko run take-applications screen-applications --limit 100",
                     .work = run}}};
}

}  // namespace saihakko

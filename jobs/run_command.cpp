#include <fmt/format.h>

#include "jobs/commands.hpp"
#include "jobs/job_list.hpp"
#include "jobs/runner.hpp"
#include "jobs/usage_error.hpp"

namespace saihakko {

namespace po = boost::program_options;

ExitCode run_command(const CommandLine& line) {
  po::options_description options;
  options.add_options()("limit", po::value<std::int64_t>(), "");
  const auto arguments =
      read_arguments(line, options, 1, 100, "saihakko run (JOB…|all) [--limit N]");
  RunOptions run_options;
  if (arguments.has("limit")) {
    run_options.limit = arguments.options["limit"].as<std::int64_t>();
    if (run_options.limit < 1) throw UsageError("--limit は1以上の整数です");
  }
  std::vector<const Job*> jobs;
  if (arguments.operands == std::vector<std::string>{"all"}) {
    for (const Job& job : all_jobs()) jobs.push_back(&job);
  } else {
    for (const std::string& name : arguments.operands) jobs.push_back(&job_named(name));
  }
  const auto database = open_database(line.settings);
  return run_jobs(jobs, *database, line.settings, line.clock, line.log, run_options);
}

}  // namespace saihakko

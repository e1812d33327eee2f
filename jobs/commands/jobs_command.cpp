#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/service/watch/run_as_it_stands.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/job_times.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

Json last_run_json(const std::optional<Run>& run) {
  if (!run) return nullptr;
  return {{"started_at", json_time(run->started_at)},
          {"ended_at", json_time(run->ended_at)},
          {"outcome", run->outcome},
          {"exit_code", run->exit_code},
          {"done", run->done},
          {"malformed", run->malformed},
          {"failed", run->failed}};
}

void print_jobs_json(Database& database, const Settings& settings, Instant now) {
  Json jobs = Json::array();
  for (const TimetableEntry& entry : timetable().entries()) {
    jobs.push_back({{"job", entry.job},
                    {"schedule", entry.schedule.on_calendar()},
                    {"next_run_at", json_time(entry.schedule.next_after(now))},
                    {"last_run", last_run_json(run_as_it_stands(database, settings, entry.job))}});
  }
  print_json(jobs);
}

std::vector<std::string> last_run_cells(const std::optional<Run>& run) {
  if (!run) return {"—", "—", "", "", ""};
  return {japan_minute(run->started_at), std::string(japanese_outcome(run->outcome)),
          std::to_string(run->done), std::to_string(run->malformed), std::to_string(run->failed)};
}

void print_jobs(Database& database, const Settings& settings, Instant now) {
  TextTable table({{"ジョブ"},
                   {"予定"},
                   {"次の予定"},
                   {"最後の開始"},
                   {"結果"},
                   {"処理", CellAlign::right},
                   {"不備", CellAlign::right},
                   {"失敗", CellAlign::right}});
  for (const TimetableEntry& entry : timetable().entries()) {
    std::vector<std::string> cells{entry.job, entry.schedule.japanese(),
                                   japan_minute(entry.schedule.next_after(now))};
    const auto last = last_run_cells(run_as_it_stands(database, settings, entry.job));
    cells.insert(cells.end(), last.begin(), last.end());
    table.add(std::move(cells));
  }
  table.print(std::cout);
}

ExitCode show_jobs(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const Instant now = line.clock.now();
  if (arguments.has("json")) {
    print_jobs_json(*database, line.settings, now);
  } else {
    print_jobs(*database, line.settings, now);
  }
  return ExitCode::done;
}

}  // namespace

Command jobs_command() {
  const std::string help = "ジョブの予定、最後の実行、次の予定";
  return {.name = "jobs",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {takes_json()},
                     .help = help,
                     .example = "saihakko jobs",
                     .work = show_jobs}}};
}

}  // namespace saihakko

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "core/domain/application_state.hpp"
#include "core/domain/letter_state.hpp"
#include "core/domain/notice_state.hpp"
#include "core/service/holiday_list.hpp"
#include "core/service/overdue_letters.hpp"
#include "core/store/applications_table.hpp"
#include "core/store/batches_table.hpp"
#include "core/store/letters_table.hpp"
#include "core/store/notices_table.hpp"
#include "core/store/offices_table.hpp"
#include "core/store/runs_table.hpp"
#include "jobs/commands.hpp"
#include "jobs/holiday_warning.hpp"
#include "jobs/job_list.hpp"
#include "jobs/output.hpp"
#include "jobs/text_table.hpp"

namespace saihakko {
namespace {

namespace po = boost::program_options;

constexpr std::int64_t kBatches = 5;
constexpr std::int64_t kMostUrgent = 20;

Json runs_json(Database& database) {
  Json runs = Json::array();
  for (const Job& job : all_jobs()) {
    const auto run = last_run(database, job.name);
    if (!run) continue;
    runs.push_back({{"job", run->job},
                    {"started_at", json_time(run->started_at)},
                    {"ended_at", json_time(run->ended_at)},
                    {"outcome", run->outcome},
                    {"exit_code", run->exit_code},
                    {"done", run->done},
                    {"malformed", run->malformed},
                    {"failed", run->failed}});
  }
  return runs;
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

void print_status_json(Database& database, const std::vector<OverdueBatch>& overdue) {
  Json status{
      {"offices", count_offices(database)}, {"applications", Json::object()},
      {"notices", Json::object()},          {"letters", Json::object()},
      {"batches", Json::array()},           {"urgent", urgent_receipts(database, kMostUrgent)}};
  for (const StateCount& count : count_applications(database)) {
    status["applications"][count.state] = count.count;
  }
  for (const NoticeCount& count : count_notices(database)) {
    status["notices"][count.state] = count.count;
  }
  for (const LetterCount& count : count_letters(database)) {
    status["letters"][count.state] = count.count;
  }
  for (const Batch& batch : newest_batches(database, kBatches)) {
    status["batches"].push_back(
        {{"batch", batch.name}, {"prefecture", batch.prefecture}, {"letters", batch.letters}});
  }
  status["overdue"] = overdue_json(overdue);
  status["runs"] = runs_json(database);
  print_json(status);
}

void print_urgent(Database& database) {
  const auto receipts = urgent_receipts(database, kMostUrgent);
  if (receipts.empty()) return;
  std::cout << "至急  ";
  for (const std::string& receipt : receipts)
    std::cout << ' ' << receipt;
  std::cout << '\n';
}

void print_applications(Database& database) {
  std::map<std::string, StateCount> counts;
  for (StateCount& count : count_applications(database)) {
    const std::string state = count.state;
    counts.emplace(state, std::move(count));
  }
  TextTable table({{"申請"}, {"件数", CellAlign::right}, {"いちばん古いもの"}});
  for (const ApplicationState state : all_application_states()) {
    const auto found = counts.find(std::string(to_text(state)));
    if (found == counts.end()) continue;
    table.add({std::string(japanese(state)), std::to_string(found->second.count),
               japan_minute(found->second.oldest)});
  }
  table.print(std::cout);
}

void print_notices(Database& database) {
  TextTable table({{"メール"}, {"件数", CellAlign::right}, {"いちばん古いもの"}});
  for (const NoticeCount& count : count_notices(database)) {
    table.add({std::string(japanese(parse_notice_state(count.state).value())),
               std::to_string(count.count), japan_minute(count.oldest)});
  }
  table.print(std::cout);
}

void print_letters(Database& database) {
  TextTable letters({{"通知書"}, {"件数", CellAlign::right}});
  for (const LetterCount& count : count_letters(database)) {
    letters.add({std::string(japanese(parse_letter_state(count.state).value())),
                 std::to_string(count.count)});
  }
  if (letters.empty()) return;
  letters.print(std::cout);
  TextTable batches({{"新しいバッチ"}, {"連合会"}, {"通知書", CellAlign::right}});
  for (const Batch& batch : newest_batches(database, kBatches)) {
    batches.add({batch.name, batch.prefecture, std::to_string(batch.letters)});
  }
  std::cout << '\n';
  batches.print(std::cout);
  std::cout << '\n';
}

void print_overdue(const std::vector<OverdueBatch>& overdue) {
  TextTable table({{"遅れているバッチ"},
                   {"連合会"},
                   {"印刷室の作業"},
                   {"通知書", CellAlign::right},
                   {"いつから"},
                   {"遅れ", CellAlign::right}});
  for (const OverdueBatch& batch : overdue) {
    table.add({batch.batch, batch.prefecture, std::string(japanese(batch.overdue.step)),
               std::to_string(batch.letters), japan_minute(batch.overdue.since),
               fmt::format("{}営業日", batch.overdue.days_late)});
  }
  if (table.empty()) return;
  table.print(std::cout);
  std::cout << '\n';
}

/// The batches that the print room is late with. Says once when holidays are not known.
std::vector<OverdueBatch> look_for_overdue(const CommandLine& line, Database& database) {
  const HolidayList holidays = load_holidays(line.log, line.settings);
  const Deadlines deadlines{line.settings.letters, holidays.working_days, line.clock.now()};
  auto overdue = overdue_batches(database, deadlines);
  Instant from = deadlines.counted_from();
  for (const OverdueBatch& batch : overdue)
    from = std::min(from, batch.overdue.since);
  warn_of_missing_years(line.log, holidays, from, deadlines.now);
  return overdue;
}

void print_runs(Database& database) {
  TextTable table({{"ジョブ"},
                   {"最後の開始"},
                   {"結果"},
                   {"処理", CellAlign::right},
                   {"不備", CellAlign::right},
                   {"失敗", CellAlign::right}});
  for (const Job& job : all_jobs()) {
    const auto run = last_run(database, job.name);
    if (!run) {
      table.add({std::string(job.name), "—", "—", "", "", ""});
      continue;
    }
    table.add({run->job, japan_minute(run->started_at), run->outcome, std::to_string(run->done),
               std::to_string(run->malformed), std::to_string(run->failed)});
  }
  table.print(std::cout);
}

}  // namespace

ExitCode status_command(const CommandLine& line) {
  po::options_description options;
  options.add_options()("json", "");
  const auto arguments = read_arguments(line, options, 0, 0, "saihakko status [--json]");
  const auto database = open_database(line.settings);
  const auto overdue = look_for_overdue(line, *database);
  if (arguments.has("json")) {
    print_status_json(*database, overdue);
    return ExitCode::done;
  }
  std::cout << fmt::format("事業所 {}\n", count_offices(*database));
  print_urgent(*database);
  std::cout << '\n';
  print_applications(*database);
  std::cout << '\n';
  print_notices(*database);
  std::cout << '\n';
  print_letters(*database);
  print_overdue(overdue);
  print_runs(*database);
  return ExitCode::done;
}

}  // namespace saihakko

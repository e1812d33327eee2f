#include <fmt/format.h>

#include <iostream>

#include "core/service/review/make_worksheets.hpp"
#include "core/service/review/worksheet_facts.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/commands/review_results.hpp"
#include "jobs/commands/union_option.hpp"
#include "jobs/ground/holiday_warning.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

/// Those of which anything is known, or the one that was asked for.
std::vector<std::string> unions_asked_for(Database& database, const CommandArguments& arguments) {
  const std::string prefecture = union_option(arguments);
  if (!prefecture.empty()) return {prefecture};
  return unions_applied_to(database);
}

void print_text(Database& database, const std::vector<std::string>& prefectures,
                const std::vector<MadeWorksheet>& made) {
  for (const MadeWorksheet& worksheet : made) {
    std::cout << fmt::format("{} ({}件)\n{}\n", worksheet.xlsx.string(), worksheet.applications,
                             worksheet.csv.string());
  }
  if (!made.empty()) return;
  std::cout << "新しく審査するものはありません\n";
  for (const std::string& prefecture : prefectures) {
    const auto newest = newest_worksheet_of(database, prefecture);
    if (newest) std::cout << fmt::format("最新の一覧: {}.xlsx\n", *newest);
  }
}

void print_as_json(const std::vector<MadeWorksheet>& made) {
  Json list = Json::array();
  for (const MadeWorksheet& worksheet : made) {
    list.push_back({{"prefecture", worksheet.prefecture},
                    {"xlsx", worksheet.xlsx.string()},
                    {"csv", worksheet.csv.string()},
                    {"applications", worksheet.applications}});
  }
  print_json(list);
}

ExitCode review(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  const auto prefectures = unions_asked_for(*database, arguments);
  const ReasonList reasons = ReasonList::load(line.settings);
  const UnionList unions = UnionList::load(line.settings);
  const HolidayList holidays = load_holidays(line.log, line.settings);
  const auto when = arguments.has("again") ? MakeWorksheet::always : MakeWorksheet::when_new;
  std::vector<MadeWorksheet> made;
  for (const std::string& prefecture : prefectures) {
    auto worksheet = make_worksheet(*database, Actor::person(acting_uid(line.settings)),
                                    {line.settings, reasons, unions, holidays.working_days},
                                    prefecture, when, line.clock.now());
    if (worksheet) made.push_back(std::move(*worksheet));
  }
  if (arguments.has("json")) {
    print_as_json(made);
  } else {
    print_text(*database, prefectures, made);
  }
  return ExitCode::done;
}

}  // namespace

Command review_command() {
  const std::string help = "審査一覧を作る";
  return {.name = "review",
          .help = "審査一覧と、置いた判定の結果",
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {takes_union(),
                                 {"again", "", "新しい申請や変わりがなくても作る"},
                                 takes_json()},
                     .help = help,
                     .example = "saihakko review --union 13 --again",
                     .work = review},
                    review_result_verb()}};
}

}  // namespace saihakko

#include "jobs/commands/review_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "core/domain/text_folding.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/intake/decision_results.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

/// One drop: its result files have the same number.
struct Drop {
  DecisionResultFile file;
  std::vector<DecisionResult> rows;
};

/// The newest drop that may be read, or the newest of that name; without rows where there is none.
Drop find_drop(const Settings& settings, const std::string& name) {
  Drop drop;
  for (const DecisionResultFile& file : decision_result_files(settings)) {
    if (!name.empty() && file.name != name) continue;
    if (!drop.rows.empty() && file.file_id != drop.file.file_id) break;
    try {
      for (DecisionResult& row : read_decision_results(file.path))
        drop.rows.push_back(std::move(row));
    } catch (const FileError&) {
      continue;  // another union's
    }
    drop.file = file;
  }
  std::ranges::stable_sort(drop.rows, {}, &DecisionResult::row);
  return drop;
}

void print_as_json(const Drop& drop) {
  Json rows = Json::array();
  for (const DecisionResult& row : drop.rows) {
    rows.push_back({{"file", drop.file.name},
                    {"row", row.row},
                    {"receipt_number", row.receipt},
                    {"verdict", row.verdict},
                    {"outcome", row.taken ? "taken" : "refused"},
                    {"message", row.message}});
  }
  print_json(rows);
}

void print_as_text(const Drop& drop) {
  if (drop.rows.empty()) {
    std::cout << "判定のファイルの結果はありません\n";
    return;
  }
  std::cout << counts_text(counted(drop.file, drop.rows)) << '\n';
  TextTable table({{"行", CellAlign::right}, {"受付番号"}, {"判定"}, {"結果"}, {"説明"}});
  for (const DecisionResult& row : drop.rows) {
    table.add({std::to_string(row.row), row.receipt, row.verdict,
               row.taken ? "取り込みました" : "取り込めませんでした", row.message});
  }
  table.print(std::cout);
}

ExitCode show_result(const CommandLine& line, const CommandArguments& arguments) {
  open_database(line.settings);  // without one there is no installation
  const std::string name = arguments.operands().empty() ? "" : arguments.operand();
  const Drop drop = find_drop(line.settings, name);
  if (drop.rows.empty() && !name.empty()) {
    throw UsageError(fmt::format("「{}」という判定のファイルの結果はありません", name));
  }
  if (arguments.has("json")) {
    print_as_json(drop);
  } else {
    print_as_text(drop);
  }
  return ExitCode::done;
}

}  // namespace

Verb review_result_verb() {
  return {.name = "result",
          .operands = {"[ファイル名]", 0, 1},
          .options = {takes_json()},
          .help = "置いた判定のファイルの結果。ファイル名がなければ、最も新しいもの",
          .example = "saihakko review result hantei.csv",
          .work = show_result};
}

}  // namespace saihakko

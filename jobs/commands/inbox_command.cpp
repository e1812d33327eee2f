#include "jobs/commands/inbox_command.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/service/intake/inbox_entries.hpp"
#include "core/service/intake/refused_rows.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kNewest = 20;

void list_json(const std::vector<InboxEntry>& entries) {
  Json rows = Json::array();
  for (const InboxEntry& entry : entries) {
    rows.push_back({{"standing", to_text(entry.standing)},
                    {"kind", entry.kind},
                    {"file", entry.file},
                    {"since", json_time(entry.since)},
                    {"taken", entry.taken},
                    {"refused", entry.refused},
                    {"open_rows", entry.open_rows}});
  }
  print_json(rows);
}

std::vector<std::string> counts_of(const InboxEntry& entry) {
  if (entry.standing != InboxStanding::taken && entry.standing != InboxStanding::refused) {
    return {"", "", ""};
  }
  return {std::to_string(entry.taken), std::to_string(entry.refused),
          std::to_string(entry.open_rows)};
}

void list_text(const std::vector<InboxEntry>& entries) {
  TextTable table({{"フォルダー"},
                   {"ファイル"},
                   {"日時"},
                   {"状態"},
                   {"取込", CellAlign::right},
                   {"不備", CellAlign::right},
                   {"直っていない", CellAlign::right}});
  for (const InboxEntry& entry : entries) {
    std::vector<std::string> cells{entry.kind.empty() ? "inbox" : entry.kind, entry.file,
                                   japan_minute(entry.since),
                                   std::string(japanese(entry.standing))};
    for (std::string& count : counts_of(entry))
      cells.push_back(std::move(count));
    table.add(std::move(cells));
  }
  if (table.empty()) {
    std::cout << "受信箱にファイルはなく、取り込んだものもありません\n";
    return;
  }
  table.print(std::cout);
}

ExitCode list(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const std::int64_t most = arguments.has("limit") ? list_limit(arguments) : kNewest;
  const auto entries = inbox_entries(*database, line.settings, most, Clock::real_now());
  if (arguments.has("json")) {
    list_json(entries);
  } else {
    list_text(entries);
  }
  return ExitCode::done;
}

/// The refused file of that name, of several the newest; of its path or its errors file, too.
RefusedFile refused_file(Database& database, const Settings& settings, const std::string& given) {
  const std::string name = std::filesystem::path(given).filename().string();
  std::optional<RefusedFile> found;
  for (RefusedFile& file : refused_files(database, settings)) {
    const bool named = file.name == name || file.errors.filename() == name;
    if (named && (!found || found->since < file.since)) found = std::move(file);
  }
  if (!found) {
    throw UsageError(fmt::format(
        "inbox/refused に「{}」はありません。不備のあったファイルは saihakko inbox に出ます",
        name));
  }
  return std::move(*found);
}

void rows_json(const RefusedFile& file) {
  Json rows = Json::array();
  for (const RefusedRow& row : file.rows) {
    rows.push_back({{"kind", file.kind},
                    {"file", file.name},
                    {"row", row.line},
                    {"number", row.number},
                    {"reasons", row.reasons},
                    {"open", row.open}});
  }
  print_json(rows);
}

void rows_text(const RefusedFile& file) {
  std::cout << fmt::format("{}/{} {} に取込。不備 {}行、うち直っていないもの {}行\n{}\n", file.kind,
                           file.name, japan_minute(file.since), file.rows.size(), file.open_rows(),
                           file.errors.string());
  TextTable table({{"行", CellAlign::right}, {"番号"}, {"直ったか"}, {"理由"}});
  for (const RefusedRow& row : file.rows) {
    std::string reasons;
    for (const std::string& reason : row.reasons)
      reasons += (reasons.empty() ? "" : " / ") + reason;
    table.add({std::to_string(row.line), row.number, row.open ? "まだ" : "済", reasons});
  }
  table.print(std::cout);
}

ExitCode show(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const RefusedFile file = refused_file(*database, line.settings, arguments.operand());
  if (arguments.has("json")) {
    rows_json(file);
  } else {
    rows_text(file);
  }
  return ExitCode::done;
}

}  // namespace

Command inbox_command() {
  return {.name = "inbox",
          .help = "受信箱に置かれているものと、取り込んだもの",
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {takes_limit(), takes_json()},
                     .help = "置かれているもの、取り込んだもの、直っていない行",
                     .example = "saihakko inbox",
                     .work = list},
                    {.name = "show",
                     .operands = {"ファイル名", 1, 1},
                     .options = {takes_json()},
                     .help = "不備のあったファイルの、取り込めなかった行",
                     .example = "saihakko inbox show hantei.csv",
                     .work = show}}};
}

}  // namespace saihakko

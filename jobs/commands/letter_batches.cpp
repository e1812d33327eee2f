#include "jobs/commands/letter_batches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "core/domain/text_folding.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/letters/batch_postage.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/new_file.hpp"
#include "jobs/commands/union_option.hpp"
#include "jobs/ground/holiday_warning.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostLettersTold = 20;
constexpr mode_t kFileMode = 0640;

std::string day_text(JapanDate day) {
  return japan_minute(start_of_japan_day(day)).substr(0, 10);
}

std::string place_of(const Letter& letter) {
  return fmt::format("{} {} {}頁 {}", letter.notice_number, letter.file, letter.page,
                     japanese(letter.state));
}

Json batch_json(const BatchRow& row) {
  const Batch& batch = row.standing.batch;
  Json counts = Json::object();
  for (const LetterState state : all_letter_states())
    counts[std::string(to_text(state))] = row.standing.in(state);
  return {{"batch", batch.name},
          {"prefecture", batch.prefecture},
          {"state", to_text(batch.state)},
          {"made_at", json_time(row.standing.made_at)},
          {"post_by", day_text(row.post_by)},
          {"letters", batch.letters},
          {"files", row.standing.files},
          {"counts", counts}};
}

Json pages_json(const std::vector<Letter>& letters) {
  Json pages = Json::array();
  for (const Letter& letter : letters) {
    pages.push_back({{"position", letter.position},
                     {"notice_number", letter.notice_number},
                     {"file", letter.file},
                     {"page", letter.page},
                     {"state", to_text(letter.state)}});
  }
  return pages;
}

void print_batch(const BatchFacts& facts) {
  const BatchRow& row = facts.row;
  const Batch& batch = row.standing.batch;
  std::cout << fmt::format(
      "バッチ      {}\n連合会      {}\n状態        {}\n作成日時    {}\n投函期限    {}\n"
      "通知書の数  {}\nPDFの数     {}\n",
      batch.name, batch.prefecture, japanese(batch.state), japan_minute(row.standing.made_at),
      day_text(row.post_by), batch.letters, row.standing.files);
  for (const auto& [state, count] : row.standing.counts)
    std::cout << fmt::format("{}  {}通\n", japanese(state), count);
  print_letters("投函していない通知書", letters_to_post(facts.letters));
  print_letters("投函してはならない通知書", letters_not_to_be_posted(facts.letters));
}

}  // namespace

void print_letters(std::string_view title, const std::vector<Letter>& letters) {
  if (letters.empty()) return;
  std::cout << fmt::format("{}  {}通\n", title, letters.size());
  const std::size_t told = std::min(letters.size(), kMostLettersTold);
  for (std::size_t i = 0; i < told; ++i)
    std::cout << "  " << place_of(letters[i]) << "\n";
  if (letters.size() > told) std::cout << fmt::format("  ほか {}通\n", letters.size() - told);
}

bool names_batch(std::string_view text) {
  return fold_width(text).starts_with('B');
}

ExitCode list_batches(const CommandLine& line, const CommandArguments& arguments) {
  const std::string prefecture = union_option(arguments);
  const std::int64_t limit = list_limit(arguments);
  const auto database = open_database(line.settings);
  const HolidayList holidays = load_holidays(line.log, line.settings);
  const auto rows =
      listed_batches(*database, line.settings.letters, holidays.working_days, prefecture, limit);
  if (arguments.has("json")) {
    Json list = Json::array();
    for (const BatchRow& row : rows)
      list.push_back(batch_json(row));
    print_json(list);
    return ExitCode::done;
  }
  TextTable table({{"バッチ"},
                   {"状態"},
                   {"作成"},
                   {"投函期限"},
                   {"通数", CellAlign::right},
                   {"作成済", CellAlign::right},
                   {"受取", CellAlign::right},
                   {"印刷済", CellAlign::right},
                   {"投函済", CellAlign::right},
                   {"ほか", CellAlign::right}});
  for (const BatchRow& row : rows) {
    const BatchStanding& standing = row.standing;
    std::int64_t others = standing.batch.letters;
    std::vector<std::string> cells{standing.batch.name, std::string(japanese(standing.batch.state)),
                                   japan_minute(standing.made_at), day_text(row.post_by),
                                   std::to_string(standing.batch.letters)};
    for (const LetterState state :
         {LetterState::sealed, LetterState::collected, LetterState::printed, LetterState::posted}) {
      cells.push_back(std::to_string(standing.in(state)));
      others -= standing.in(state);
    }
    cells.push_back(std::to_string(others));
    table.add(std::move(cells));
  }
  table.print(std::cout);
  return ExitCode::done;
}

ExitCode show_batch(const CommandLine& line, const CommandArguments& arguments) {
  const std::string name = fold_width(arguments.operand());
  const std::string file = arguments.text("results");
  const std::string postage = arguments.text("postage");
  const bool as_json = arguments.has("json");
  const auto database = open_database(line.settings);
  const HolidayList holidays = load_holidays(line.log, line.settings);
  const auto facts = batch_facts(*database, line.settings.letters, holidays.working_days, name);
  if (!facts) throw UsageError(fmt::format("バッチ {} はありません", name));
  if (!file.empty()) {
    refuse_old_file(file, line.settings);
    replace_file(file, results_to_fill_in(facts->letters), kFileMode);
  }
  if (!postage.empty()) {
    refuse_old_file(postage, line.settings);
    const UnionList unions = UnionList::load(line.settings);
    const LetterPress press(line.settings, unions);
    replace_file(postage, postage_csv(*database, press, letters_to_post(facts->letters)),
                 kFileMode);
  }
  if (as_json) {
    Json shown = batch_json(facts->row);
    shown["pages"] = pages_json(facts->letters);
    print_json(shown);
  } else {
    print_batch(*facts);
  }
  return ExitCode::done;
}

}  // namespace saihakko

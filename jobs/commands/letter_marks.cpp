#include "jobs/commands/letter_marks.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "core/domain/text_folding.hpp"
#include "core/service/desk/batch_desk.hpp"
#include "core/service/letters/print_room_report.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/listed_only.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/letter_batches.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

using Answer = Mark::Answer;

constexpr std::size_t kLongestScan = 200;

std::string_view japanese(Answer answer, PrintResult result) {
  switch (answer) {
    case Answer::taken: return saihakko::japanese(result);
    case Answer::unreadable: return "読取不可";
    case Answer::unknown: return "不明";
    case Answer::other_batch: return "別のバッチ";
    case Answer::stop: return "停止";
    case Answer::refused: return "不可";
  }
  return {};
}

PrintResult read_result(const CommandArguments& arguments) {
  const std::string text = arguments.text("result");
  auto result = parse_print_result(text);
  if (!result) result = parse_japanese_print_result(clean_text(text));
  if (result) return *result;
  throw UsageError(
      fmt::format("letter mark には --result 結果 が要ります: {}", print_result_choices()));
}

MarkOrder read_order(const CommandLine& line, const CommandArguments& arguments) {
  const std::int64_t uid = acting_uid(line.settings);
  return {.reporter = {uid, UnionGroups(line.settings.letters_dir, uid)},
          .result = read_result(arguments),
          .time = arguments.text("time"),
          .person = arguments.text("person"),
          .batch = fold_width(arguments.text("batch")),
          .names = arguments.has("scan") ? MarkOrder::Names::letters
                                         : MarkOrder::Names::letters_and_batches};
}

void refuse_unknown_batch(Database& database, const std::string& name) {
  if (name.empty()) return;
  refuse_unknown(database,
                 {.prefecture = "", .batch = name, .receipt_number = "", .office_number = ""});
}

void print_mark(const Mark& mark, PrintResult result) {
  std::cout << visible_text(fmt::format("{}  {}{}{}", mark.number, japanese(mark.answer, result),
                                        mark.message.empty() ? "" : "  ", mark.message))
            << "\n";
}

Json mark_json(const Mark& mark, PrintResult result) {
  return {{"number", mark.number},
          {"result", to_text(result)},
          {"answer", to_text(mark.answer)},
          {"message", mark.message.empty() ? Json() : Json(mark.message)}};
}

ExitCode mark_named(Database& database, const CommandLine& line, const MarkOrder& order,
                    const CommandArguments& arguments) {
  const bool as_json = arguments.has("json");
  ExitCode code = ExitCode::done;
  Json rows = Json::array();
  for (const std::string& text : arguments.operands()) {
    const Mark done = mark(database, order, text, line.clock.now());
    if (done.answer != Answer::taken) code = ExitCode::malformed;
    if (as_json) {
      rows.push_back(mark_json(done, order.result));
    } else {
      print_mark(done, order.result);
    }
  }
  if (as_json) print_json(rows);
  return code;
}

/// The next line; what is longer than any number is cut and the rest of it passed over. nullopt at
/// the end.
std::optional<std::string> next_scan() {
  std::array<char, kLongestScan> buffer{};
  std::cin.getline(buffer.data(), buffer.size());
  if (std::cin.gcount() == 0 && !std::cin) return std::nullopt;
  if (std::cin.fail()) {
    std::cin.clear();
    std::cin.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::string(buffer.data());
}

/// At the end of the work on a batch: the pages that nobody has scanned.
void print_missing(Database& database, const MarkOrder& order) {
  print_letters(fmt::format("{} がまだの通知書", saihakko::japanese(order.result)),
                letters_without(database, order.batch, order.result));
}

ExitCode mark_scanned(Database& database, const CommandLine& line, const MarkOrder& order) {
  const char* bell = ::isatty(STDOUT_FILENO) == 1 ? "\a" : "";  // whoever scans looks at the paper
  std::map<Answer, std::int64_t> counts;
  while (const auto text = next_scan()) {
    if (clean_text(*text).empty()) continue;
    const Mark done = mark(database, order, *text, line.clock.now());
    ++counts[done.answer];
    if (done.answer != Answer::taken) std::cout << bell;
    print_mark(done, order.result);
    std::cout.flush();
  }
  std::cout << "計";
  for (const auto& [answer, count] : counts)
    std::cout << fmt::format("  {} {}", japanese(answer, order.result), count);
  std::cout << "\n";
  print_missing(database, order);
  const bool all_taken = counts.empty() || (counts.size() == 1 && counts.contains(Answer::taken));
  return all_taken ? ExitCode::done : ExitCode::malformed;
}

}  // namespace

std::string print_result_choices() {
  return "collected(受取)、printed(印刷済)、posted(投函済)、spoiled(書損)、returned(返戻)";
}

ExitCode mark_letters(const CommandLine& line, const CommandArguments& arguments) {
  const MarkOrder order = read_order(line, arguments);
  const bool scan = arguments.has("scan");
  if (scan == !arguments.operands().empty()) {
    throw UsageError("letter mark には、通知書番号かバッチ名か、--scan のどちらかを付けてください");
  }
  if (scan && arguments.has("json")) {
    throw UsageError("--scan の答えは1行ずつです。--json は付けられません");
  }
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  refuse_unknown_batch(*database, order.batch);
  const ExitCode code =
      scan ? mark_scanned(*database, line, order) : mark_named(*database, line, order, arguments);
  write_stop_lists(*database, line.settings);  // should it fail, what was done has been told
  return code;
}

}  // namespace saihakko

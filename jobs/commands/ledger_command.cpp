#include <fmt/format.h>

#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/ledger/held_ledgers.hpp"
#include "core/service/ledger/ledger_differences.hpp"
#include "core/service/ledger/listed_ledgers.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/note_option.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/commands/status_json.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"
#include "jobs/work/job_list.hpp"
#include "jobs/work/runner.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kNewest = 50;
constexpr const char* kRemoveOffices = "remove-offices";

void list_json(const std::vector<ListedLedger>& listed) {
  Json rows = Json::array();
  for (const auto& [import, counts] : listed) {
    rows.push_back({{"import", import.id},
                    {"file", import.name},
                    {"state", to_text(import.state)},
                    {"state_since", json_time(import.state_since)},
                    {"partial", import.partial},
                    {"unions", ledger_counts_json(counts)}});
  }
  print_json(rows);
}

void list_text(const std::vector<ListedLedger>& listed) {
  TextTable table(
      {{"番号", CellAlign::right}, {"ファイル"}, {"状態"}, {"状態の日時"}, {"保留の理由"}});
  for (const auto& [import, counts] : listed) {
    table.add({std::to_string(import.id), import.name, std::string(japanese(import.state)),
               japan_minute(import.state_since), hold_text(counts)});
  }
  table.print(std::cout);
}

ExitCode list(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const auto listed = listed_ledgers(*database, kNewest);
  if (arguments.has("json")) {
    list_json(listed);
  } else {
    list_text(listed);
  }
  return ExitCode::done;
}

[[noreturn]] void unknown_file(const std::string& text, const NamedLedger& named) {
  std::string numbers;
  for (const LedgerImport& import : named.several)
    numbers += fmt::format("{}{}", numbers.empty() ? "" : "、", import.id);
  if (numbers.empty()) {
    throw UsageError(fmt::format("台帳 {} の取込みはありません(saihakko ledger list)", text));
  }
  throw UsageError(
      fmt::format("{} という名の台帳が複数あります。番号で指定してください: {}", text, numbers));
}

Json difference_json(const LedgerDifference& of) {
  return {{"office_number", of.office_number},
          {"kind", to_text(of.kind)},
          {"field", of.field},
          {"before", of.before},
          {"after", of.after}};
}

void print_csv(const LedgerDifference& of) {
  const std::vector<std::string> cells{of.office_number, std::string(japanese(of.kind)),
                                       std::string(japanese_field(of.field)), defused(of.before),
                                       defused(of.after)};
  std::cout << csv_line(cells);
}

void print_text(const LedgerDifference& of) {
  std::cout << fmt::format("{} {} {}「{}」 → 「{}」\n", of.office_number, japanese(of.kind),
                           japanese_field(of.field), of.before, of.after);
}

ExitCode diff(const CommandLine& line, const CommandArguments& arguments) {
  const std::string& text = arguments.operand();
  const auto opened = open_database(line.settings);
  Database& database = *opened;
  const NamedLedger named = held_ledger_named(database, text);
  if (!named.import) unknown_file(text, named);
  Json rows = Json::array();
  const bool json = arguments.has("json");
  const bool csv = arguments.has("csv");
  if (json && csv) throw UsageError("--json と --csv は、どちらか一つです");
  const bool held = named.import->state == LedgerState::held;
  if (csv) {
    std::cout << kUtf8Bom
              << (held ? "事業所番号,種類,項目,いまの値,台帳の値\r\n"
                       : "事業所番号,種類,項目,取込み前の値,取り込んだ値\r\n");
  }
  if (!json && !csv) {
    std::cout << fmt::format("番号 {} {} {} {}\n", named.import->id, named.import->name,
                             japanese(named.import->state),
                             hold_text(listed_ledger(database, *named.import).counts));
  }
  const bool there =
      read_ledger_differences(database, line.settings, *named.import, acting_uid(line.settings),
                              line.clock.now(), [&](const LedgerDifference& difference) {
                                if (json) {
                                  rows.push_back(difference_json(difference));
                                } else if (csv) {
                                  print_csv(difference);
                                } else {
                                  print_text(difference);
                                }
                              });
  if (!there) {
    throw UsageError(fmt::format("台帳 {} のファイルは、もう保留の場所にありません", text));
  }
  if (json) print_json(rows);
  return ExitCode::done;
}

std::string reach_text(const LedgerReach& reach) {
  std::int64_t removed = 0;
  for (const auto& [prefecture, count] : reach.removed)
    removed += count;
  return fmt::format(
      "変えた事業所 {}件を元に戻し、加えた事業所 {}件をなくします(ほかの台帳が決めている {}件は、"
      "そのままです)",
      reach.changed, removed, reach.left);
}

std::string done_text(LedgerVerdict verdict, const LedgerDecided& decided) {
  std::string text;
  switch (verdict) {
    case LedgerVerdict::accept: text = "受け入れました"; break;
    case LedgerVerdict::refuse: text = "取り消しました。台帳は変わりません"; break;
    case LedgerVerdict::restore:
      text = decided.changed ? reach_text(decided.reach) : "元に戻しています";
      break;
  }
  return decided.changed ? text : text + "(すでにそうなっています)";
}

/// The job does what was decided: so a command that is cut off is finished by its next run.
ExitCode carry_out(Database& database, const CommandLine& line) {
  return run_jobs({&job_named("import-ledger")}, database, line.settings, line.clock, line.log, {});
}

ExitCode decide(const CommandLine& line, const CommandArguments& arguments, LedgerVerdict verdict) {
  const std::string& text = arguments.operand();
  const auto opened = open_database(line.settings);
  Database& database = *opened;
  refuse_clock_ahead(database, line.clock);
  refuse_before_reconcile(database);
  const NamedLedger named = verdict == LedgerVerdict::restore ? taken_ledger_named(database, text)
                                                              : held_ledger_named(database, text);
  if (!named.import) unknown_file(text, named);
  const std::int64_t uid = acting_uid(line.settings);
  const auto outcome = decide_ledger(
      database, line.settings, *named.import,
      {.verdict = verdict,
       .uid = uid,
       .nobody = is_nobody_in_particular(uid, line.settings),
       .note = note_option(arguments),
       .may_remove = verdict == LedgerVerdict::restore && arguments.has(kRemoveOffices)},
      line.clock.now());
  if (const auto* refusal = std::get_if<std::string>(&outcome)) {
    print_refusal(fmt::format("{}: {}", text, *refusal));
    return ExitCode::malformed;
  }
  const auto& decided = std::get<LedgerDecided>(outcome);
  if (decided.missing > 0) {
    std::cout << fmt::format("{}(番号 {}): 記録しました。ほかの{}人の同じ操作を待っています\n",
                             named.import->name, named.import->id, decided.missing);
    return ExitCode::done;
  }
  std::cout << fmt::format("{}(番号 {}): {}\n", named.import->name, named.import->id,
                           done_text(verdict, decided));
  return carry_out(database, line);
}

ExitCode accept(const CommandLine& line, const CommandArguments& arguments) {
  return decide(line, arguments, LedgerVerdict::accept);
}

ExitCode refuse(const CommandLine& line, const CommandArguments& arguments) {
  return decide(line, arguments, LedgerVerdict::refuse);
}

ExitCode restore(const CommandLine& line, const CommandArguments& arguments) {
  return decide(line, arguments, LedgerVerdict::restore);
}

}  // namespace

Command ledger_command() {
  const Operands ledger{"(ファイル名|番号)", 1, 1};
  return {
      .name = "ledger",
      .help = "台帳",
      .verbs = {{.name = "list",
                 .operands = {},
                 .options = {takes_json()},
                 .help = "取り込んだ台帳と、保留している台帳",
                 .example = "saihakko ledger list",
                 .work = list},
                {.name = "diff",
                 .operands = ledger,
                 .options = {{"csv", "", "表の代わりに CSV で出す"}, takes_json()},
                 .help = "いまの値と保留している台帳の値の違い。見たことは監査に残る",
                 .example = "saihakko ledger diff daicho.csv",
                 .work = diff},
                {.name = "accept",
                 .operands = ledger,
                 .options = {takes_note()},
                 .help = "保留している台帳を受け入れる",
                 .example = "saihakko ledger accept daicho.csv",
                 .work = accept},
                {.name = "refuse",
                 .operands = ledger,
                 .options = {takes_note()},
                 .help = "保留している台帳を取り消す。事業所は変わらない",
                 .example = "saihakko ledger refuse daicho.csv",
                 .work = refuse},
                {.name = "restore",
                 .operands = ledger,
                 .options = {takes_note(), {kRemoveOffices, "", "加えた事業所を、多くてもなくす"}},
                 .help = "取り込んだ台帳が変えた事業所を、元に戻す",
                 .example = "saihakko ledger restore daicho.csv",
                 .work = restore}}};
}

}  // namespace saihakko

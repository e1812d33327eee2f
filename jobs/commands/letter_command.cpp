#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/domain/office_number.hpp"
#include "core/domain/serial_number.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/desk/letter_desk.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/service/setup/union_list.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/letter_batches.hpp"
#include "jobs/commands/letter_marks.hpp"
#include "jobs/commands/letter_voids.hpp"
#include "jobs/commands/list_filter.hpp"
#include "jobs/commands/new_file.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/commands/state_option.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
constexpr mode_t kFileMode = 0640;

constexpr std::int64_t kUsualTestLetters = 20;
constexpr std::int64_t kMostTestLetters = 500;

constexpr std::size_t kNameCells = 10;
constexpr std::size_t kMostNamed = 1000;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json() : Json(text);
}

std::string reason_text(const Letter& letter) {
  return letter.void_reason ? std::string(japanese(*letter.void_reason)) : "";
}

Json letter_json(const Letter& letter) {
  return {{"notice_number", letter.notice_number},
          {"edition", letter.edition},
          {"receipt_number", letter.receipt_number},
          {"office_number", letter.office_number},
          {"prefecture", letter.prefecture},
          {"state", to_text(letter.state)},
          {"state_since", json_time(letter.state_since)},
          {"issued_at", json_time(letter.issued_at)},
          {"valid_until", json_time(letter.valid_until)},
          {"batch", letter.batch},
          {"file", letter.file},
          {"page", letter.page},
          {"position", letter.position},
          {"void_reason", letter.void_reason ? Json(to_text(*letter.void_reason)) : Json()},
          {"predecessor", text_or_null(letter.predecessor)},
          {"successor", text_or_null(letter.successor)}};
}

std::string with_spaces(std::string_view text, std::size_t cells) {
  return std::string(text) + std::string(cells - display_width(text), ' ');
}

Json results_json(const std::vector<PrintResultRow>& results) {
  Json rows = Json::array();
  for (const PrintResultRow& row : results) {
    rows.push_back({{"result", to_text(row.result)},
                    {"reported_at", json_time(row.reported_at)},
                    {"person", row.person},
                    {"tracking_number", row.tracking_number},
                    {"acting_uid", row.acting_uid},
                    {"file", row.file ? Json(*row.file) : Json()},
                    {"line", row.line ? Json(*row.line) : Json()},
                    {"taken_at", json_time(row.taken_at)}});
  }
  return rows;
}

void print_results(const std::vector<PrintResultRow>& results) {
  for (const PrintResultRow& row : results) {
    std::cout << fmt::format("{}  {}", with_spaces(japanese(row.result), kNameCells),
                             japan_minute(row.reported_at));
    if (!row.person.empty()) std::cout << fmt::format("  担当 {}", row.person);
    if (!row.tracking_number.empty()) std::cout << fmt::format("  追跡 {}", row.tracking_number);
    std::cout << (row.file ? fmt::format("  ({}:{})\n", *row.file, row.line.value_or(0))
                           : fmt::format("  (uid:{})\n", row.acting_uid));
  }
}

void print_editions(const Letter& letter) {
  if (letter.void_reason) {
    std::cout << fmt::format("無効の理由  {}{}{}\n", reason_text(letter),
                             letter.void_note.empty() ? "" : "  備考 " + letter.void_note,
                             letter.void_uid ? fmt::format("  (uid:{})", *letter.void_uid) : "");
  }
  if (!letter.predecessor.empty()) std::cout << fmt::format("前の版      {}\n", letter.predecessor);
  if (!letter.successor.empty()) std::cout << fmt::format("次の版      {}\n", letter.successor);
}

ExitCode list(const CommandLine& line, const CommandArguments& arguments) {
  const auto state = state_option(arguments, all_letter_states());
  const ListedOnly only = listed_only(arguments);
  const std::int64_t limit = list_limit(arguments);
  const auto database = open_database(line.settings);
  const auto letters = listed_letters(*database, state, only, limit);
  if (arguments.has("json")) {
    Json rows = Json::array();
    for (const Letter& letter : letters)
      rows.push_back(letter_json(letter));
    print_json(rows);
    return ExitCode::done;
  }
  TextTable table({{"通知書番号"},
                   {"版", CellAlign::right},
                   {"受付番号"},
                   {"事業所番号"},
                   {"状態"},
                   {"有効期限"},
                   {"バッチ"},
                   {"ファイル"},
                   {"頁", CellAlign::right},
                   {"無効の理由"}});
  for (const Letter& letter : letters) {
    table.add({letter.notice_number, std::to_string(letter.edition), letter.receipt_number,
               letter.office_number, std::string(japanese(letter.state)),
               japan_minute(letter.valid_until).substr(0, 10), letter.batch, letter.file,
               std::to_string(letter.page), reason_text(letter)});
  }
  table.print(std::cout);
  return ExitCode::done;
}

ExitCode show_letter(const CommandLine& line, const CommandArguments& arguments) {
  const std::string& text = arguments.operand();
  const auto number = parse_serial_number(kNoticeLetter, text);
  if (!number) throw UsageError(fmt::format("{} は通知書番号ではありません", text));
  const auto database = open_database(line.settings);
  const auto facts = letter_facts(*database, *number);
  if (!facts) throw UsageError(fmt::format("通知書番号 {} の通知書はありません", *number));
  const Letter& letter = facts->letter;
  if (arguments.has("json")) {
    Json shown = letter_json(letter);
    shown["print_count"] = letter.print_count;
    shown["void_note"] = text_or_null(letter.void_note);
    shown["void_uid"] = letter.void_uid ? Json(*letter.void_uid) : Json();
    shown["results"] = results_json(facts->results);
    print_json(shown);
    return ExitCode::done;
  }
  std::cout << fmt::format(
      "通知書番号  {}\n版          {}\n受付番号    {}\n事業所番号  {}\n状態        {}({} から)\n"
      "発行日時    {}\n有効期限    {}\nバッチ      {}\nファイル    {} {}頁\n印刷回数    {}\n",
      letter.notice_number, letter.edition, letter.receipt_number, letter.office_number,
      japanese(letter.state), japan_minute(letter.state_since), japan_minute(letter.issued_at),
      japan_minute(letter.valid_until), letter.batch, letter.file, letter.page, letter.print_count);
  print_editions(letter);
  print_results(facts->results);
  return ExitCode::done;
}

ExitCode show(const CommandLine& line, const CommandArguments& arguments) {
  if (names_batch(arguments.operand())) return show_batch(line, arguments);
  if (arguments.has("results")) throw UsageError("--results はバッチ名と一緒に使います");
  if (arguments.has("postage")) throw UsageError("--postage はバッチ名と一緒に使います");
  return show_letter(line, arguments);
}

/// The first union that the configuration names: most installations serve one.
std::string usual_prefecture(const Settings& settings) {
  return settings.unions.empty() ? "13" : settings.unions.begin()->first;
}

/// Whose form a sample has.
std::string sample_prefecture(const CommandLine& line, const CommandArguments& arguments) {
  std::string prefecture =
      arguments.has("union") ? arguments.text("union") : usual_prefecture(line.settings);
  if (is_prefecture_code(prefecture)) return prefecture;
  throw UsageError(fmt::format("--union {}: 都道府県コード(01–47)ではありません", prefecture));
}

ExitCode preview(const CommandLine& line, const CommandArguments& arguments) {
  const fs::path file = arguments.operand();
  const std::string prefecture = sample_prefecture(line, arguments);
  refuse_old_file_but_pdf(file, line.settings);
  open_database(line.settings);
  const UnionList unions = UnionList::load(line.settings);
  const LetterPress press(line.settings, unions);
  const Guides guides = arguments.has("guides") ? Guides::drawn : Guides::none;
  replace_file(file, press.print_sample(prefecture, line.clock.now(), guides), kFileMode);
  std::cout << fmt::format("{}: {}の通知書の見本\n", file.string(), unions.at(prefecture).name);
  return ExitCode::done;
}

/// Nothing of it is kept: the pages are nobody's, and their numbers are those of no letter.
ExitCode test_batch(const CommandLine& line, const CommandArguments& arguments) {
  const fs::path file = arguments.operand();
  const std::string prefecture = sample_prefecture(line, arguments);
  const std::int64_t letters =
      arguments.has("letters") ? whole_number(arguments, "letters") : kUsualTestLetters;
  if (letters > kMostTestLetters) {
    throw UsageError(fmt::format("--letters は {} 通までです", kMostTestLetters));
  }
  refuse_old_file_but_pdf(file, line.settings);
  const UnionList unions = UnionList::load(line.settings);
  const LetterPress press(line.settings, unions);
  const std::string pdf =
      press.print_test_batch(prefecture, static_cast<std::size_t>(letters), line.clock.now());
  replace_file(file, pdf, kFileMode);
  std::cout << fmt::format("{}: {}の通知書の見本 {}通\n", file.string(), unions.at(prefecture).name,
                           letters);
  return ExitCode::done;
}

ExitCode reprint(const CommandLine& line, const CommandArguments& arguments) {
  return void_letters(line, arguments, Voiding::reprint);
}

ExitCode void_for_good(const CommandLine& line, const CommandArguments& arguments) {
  return void_letters(line, arguments, Voiding::for_good);
}

Option reason_for(Voiding kind) {
  return {"reason", "コード", void_reason_choices(kind), OptionUse::required};
}

}  // namespace

Command letter_command() {
  const Operands named{"(通知書番号|受付番号|事業所番号)…", 1, kMostNamed};
  return {
      .name = "letter",
      .help = "通知書",
      .verbs = {
          {.name = "list",
           .operands = one_number(),
           .options = {takes_union(),
                       {"batch", "バッチ", "このバッチのものだけ"},
                       {"state", "状態", "この状態のものだけ。sealed など"},
                       takes_limit(),
                       takes_json()},
           .help = "通知書の一覧(新しい順)",
           .example = "saihakko letter list --union 13 --state sealed",
           .work = list},
          {.name = "show",
           .operands = {"通知書番号|バッチ名", 1, 1},
           .options = {{"results", "FILE.csv", "バッチの、印刷室が結果を書き込む CSV を新しく作る"},
                       {"postage", "FILE.csv",
                        "バッチの、郵便番号の上3桁ごとの通数と料金の CSV を新しく作る"},
                       takes_json()},
           .help = "通知書かバッチのすべて: 版、印刷室の報告、無効の理由、残り",
           .example = "saihakko letter show N000000011",
           .work = show},
          {.name = "batches",
           .options = {takes_union(), takes_limit(), takes_json()},
           .help = "バッチの一覧(新しい順)",
           .example = "saihakko letter batches --union 13",
           .work = list_batches},
          {.name = "mark",
           .operands = {"[通知書番号|バッチ名]…", 0, kMostNamed},
           .options = {{"result", "結果", print_result_choices(), OptionUse::required},
                       {"scan", "", "標準入力の通知書番号(バーコードリーダー)に1行ずつ答える"},
                       {"batch", "バッチ", "このバッチの通知書だけ"},
                       {"time", "日時", "結果の日時か日付。なければ今"},
                       {"person", "担当者", "印刷室の担当者"},
                       takes_json()},
           .help = "印刷室の結果を記録する",
           .example = "saihakko letter mark B13-20261122-01 --result posted",
           .work = mark_letters},
          {.name = "reprint",
           .operands = named,
           .options = {reason_for(Voiding::reprint), takes_note(), takes_json()},
           .help = "無効にし、新しい版を作る",
           .example = "saihakko letter reprint N000000011 --reason damaged",
           .work = reprint},
          {.name = "void",
           .operands = named,
           .options = {reason_for(Voiding::for_good), takes_note(), takes_json()},
           .help = "無効にする。次の通知書は作らない",
           .example = "saihakko letter void N000000011 --reason wrong_addressee",
           .work = void_for_good},
          {.name = "preview",
           .operands = {"FILE.pdf", 1, 1},
           .options = {{"union", "NN", "この国保連合会(都道府県コード 01〜47)の様式で"},
                       {"guides", "", "封筒の窓と折り目の線も描く"}},
           .help = "見本を作る。既にある PDF は置き換え、ほかのファイルには書かない",
           .example = "saihakko letter preview --union 13 --guides sample.pdf",
           .work = preview},
          {.name = "test-batch",
           .operands = {"FILE.pdf", 1, 1},
           .options = {{"union", "NN", "この国保連合会(都道府県コード 01〜47)の様式で"},
                       {"letters", "N", "通数。なければ 20、多くて 500"}},
           .help = "封入機の調整に使う見本のバッチを作る。データベースには何も書かない",
           .example = "saihakko letter test-batch --union 13 test.pdf",
           .work = test_batch}}};
}

}  // namespace saihakko

#include <fmt/format.h>

#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/service/desk/office_desk.hpp"
#include "core/service/ledger/ledger_differences.hpp"
#include "core/service/ledger/office_history.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

Json office_json(const OfficeFacts& facts) {
  const Office& office = facts.office;
  Json accounts = Json::array();
  for (const Account& account : facts.accounts) {
    accounts.push_back({{"prefecture", account.prefecture}, {"user_id", account.user_id}});
  }
  Json applications = Json::array();
  for (const Application& application : facts.applications) {
    applications.push_back(
        {{"receipt_number", application.receipt_number}, {"state", to_text(application.state)}});
  }
  return {{"office_number", office.number.text()},
          {"name", office.name},
          {"name_kana", office.name_kana},
          {"postcode", office.postcode},
          {"address", office.address},
          {"phone", office.phone},
          {"security_mail", office.security_mail},
          {"status", to_text(office.status)},
          {"locked_at", json_time(facts.locked_at)},
          {"check_digit_fits", office.number.check_digit_fits()},
          {"accounts", accounts},
          {"applications", applications}};
}

Json history_json(const std::vector<OfficeHistoryEntry>& history) {
  Json rows = Json::array();
  for (const OfficeHistoryEntry& of : history) {
    rows.push_back({{"changed_at", json_time(of.changed_at)},
                    {"import", of.import_id},
                    {"file", of.file},
                    {"cause", of.cause},
                    {"field", of.field},
                    {"before", of.before},
                    {"after", of.after}});
  }
  return rows;
}

void print_history(const std::vector<OfficeHistoryEntry>& history) {
  for (const OfficeHistoryEntry& of : history) {
    std::cout << fmt::format("履歴        {} {}(番号 {}{}) {}: 「{}」 → 「{}」\n",
                             japan_minute(of.changed_at), of.file, of.import_id,
                             of.cause == "restore" ? "、元に戻した" : "", japanese_field(of.field),
                             of.before, of.after);
  }
}

void show_text(const OfficeFacts& facts) {
  const Office& office = facts.office;
  std::cout << fmt::format(
      "事業所番号  {}{}\n事業所名    {}\nカナ        {}\n郵便番号    {}\n住所        {}\n"
      "電話番号    {}\n登録メール  {}\n状態        {}\n",
      office.number.text(), office.number.check_digit_fits() ? "" : "(検査数字が合いません)",
      office.name, office.name_kana, postcode_text(office.postcode), office.address, office.phone,
      office.security_mail, japanese(office.status));
  if (facts.locked_at) {
    std::cout << fmt::format("閉鎖        {} から\n", japan_minute(*facts.locked_at));
  }
  for (const Account& account : facts.accounts) {
    std::cout << fmt::format("ユーザID    {}(連合会 {})\n", account.user_id, account.prefecture);
  }
  for (const Application& application : facts.applications) {
    std::cout << fmt::format("申請        {} {} {}\n", application.receipt_number,
                             japanese(application.state), japan_minute(application.state_since));
  }
}

OfficeNumber number_in(const CommandArguments& arguments) {
  const std::string& text = arguments.operand();
  if (const auto number = OfficeNumber::parse(text)) return *number;
  throw UsageError(fmt::format("{} は事業所番号ではありません", text));
}

OfficeFacts facts_of(Database& database, const OfficeNumber& number) {
  if (auto facts = office_facts(database, number)) return *facts;
  throw UsageError(fmt::format("事業所 {} は事業所台帳にありません", number.text()));
}

ExitCode show(const CommandLine& line, const CommandArguments& arguments) {
  const OfficeNumber number = number_in(arguments);
  const auto database = open_database(line.settings);
  const OfficeFacts facts = facts_of(*database, number);
  std::optional<std::vector<OfficeHistoryEntry>> history;
  if (arguments.has("history")) {
    history =
        read_office_history(*database, facts.office, acting_uid(line.settings), line.clock.now());
  }
  if (arguments.has("json")) {
    Json shown = office_json(facts);
    if (history) shown["history"] = history_json(*history);
    print_json(shown);
  } else {
    show_text(facts);
    if (history) print_history(*history);
  }
  return ExitCode::done;
}

ExitCode lock(const CommandLine& line, const CommandArguments& arguments) {
  const OfficeNumber number = number_in(arguments);
  const auto database = open_database(line.settings);
  facts_of(*database, number);
  refuse_clock_ahead(*database, line.clock);
  const OfficeLocked locked =
      lock_at_desk(*database, acting_uid(line.settings), number, line.clock.now());
  write_stop_lists(*database, line.settings);
  std::cout << fmt::format(
      "{} を閉鎖しました。パスワード、手続き中の操作、コード、仮パスワード({}通)は使えません。{}\n"
      "承認済みで通知書がまだの申請({}件)は審査中に戻りました。閉鎖の間は承認できません。\n"
      "解除: saihakko office unlock {}\n",
      number.text(), locked.letters, locked.changed ? "" : "(すでに閉鎖されていました)",
      locked.approvals, number.text());
  return ExitCode::done;
}

ExitCode unlock(const CommandLine& line, const CommandArguments& arguments) {
  const OfficeNumber number = number_in(arguments);
  const auto database = open_database(line.settings);
  facts_of(*database, number);
  refuse_clock_ahead(*database, line.clock);
  const auto [changed, forgotten] =
      unlock_at_desk(*database, acting_uid(line.settings), number, line.clock.now());
  std::cout << fmt::format(
      "{} {}\n", number.text(),
      changed ? "の閉鎖を解除しました。パスワードは、再設定か通知書で新しく設定します"
              : "は閉鎖されていません");
  if (forgotten) {
    std::cout << "続けて間違えたパスワードの回数を消しました。すぐにログインできます\n";
  }
  return ExitCode::done;
}

}  // namespace

Command office_command() {
  const Operands number{"事業所番号", 1, 1};
  return {
      .name = "office",
      .help = "事業所",
      .verbs = {{.name = "show",
                 .operands = number,
                 .options = {{"history", "", "台帳が変える前の内容も見る。見たことは監査に残る"},
                             takes_json()},
                 .help = "台帳の内容、ユーザID、新しい申請",
                 .example = "saihakko office show 1370000017",
                 .work = show},
                {.name = "lock",
                 .operands = number,
                 .options = {},
                 .help = "漏洩のおそれがあるとき、パスワード、操作、コード、通知書をすぐに止める",
                 .example = "saihakko office lock 1370000017",
                 .work = lock},
                {.name = "unlock",
                 .operands = number,
                 .options = {},
                 .help = "閉鎖を解く",
                 .example = "saihakko office unlock 1370000017",
                 .work = unlock}}};
}

}  // namespace saihakko

#include <fmt/format.h>

#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/service/applications/lock_office.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "saihakko office show 事業所番号 [--json]\n"
    "        saihakko office lock 事業所番号\n"
    "        saihakko office unlock 事業所番号";
constexpr std::int64_t kNewest = 20;

void show_json(Database& database, const Office& office) {
  Json accounts = Json::array();
  for (const Account& account : accounts_of(database, office.number)) {
    accounts.push_back({{"prefecture", account.prefecture}, {"user_id", account.user_id}});
  }
  Json applications = Json::array();
  for (const Application& application : applications_of(database, office.number, kNewest)) {
    applications.push_back(
        {{"receipt_number", application.receipt_number}, {"state", to_text(application.state)}});
  }
  print_json({{"office_number", office.number.text()},
              {"name", office.name},
              {"name_kana", office.name_kana},
              {"postcode", office.postcode},
              {"address", office.address},
              {"phone", office.phone},
              {"security_mail", office.security_mail},
              {"status", to_text(office.status)},
              {"locked_at", json_time(office_locked_at(database, office.number))},
              {"check_digit_fits", office.number.check_digit_fits()},
              {"accounts", accounts},
              {"applications", applications}});
}

void show_text(Database& database, const Office& office) {
  std::cout << fmt::format(
      "事業所番号  {}{}\n事業所名    {}\nカナ        {}\n郵便番号    {}\n住所        {}\n"
      "電話番号    {}\n登録メール  {}\n状態        {}\n",
      office.number.text(), office.number.check_digit_fits() ? "" : "(検査数字が合いません)",
      office.name, office.name_kana, postcode_text(office.postcode), office.address, office.phone,
      office.security_mail, japanese(office.status));
  if (const auto locked = office_locked_at(database, office.number)) {
    std::cout << fmt::format("閉鎖        {} から\n", japan_minute(*locked));
  }
  for (const Account& account : accounts_of(database, office.number)) {
    std::cout << fmt::format("ユーザID    {}(連合会 {})\n", account.user_id, account.prefecture);
  }
  for (const Application& application : applications_of(database, office.number, kNewest)) {
    std::cout << fmt::format("申請        {} {} {}\n", application.receipt_number,
                             japanese(application.state), japan_minute(application.state_since));
  }
}

ExitCode show(Database& database, const Office& office, bool json) {
  if (json) {
    show_json(database, office);
  } else {
    show_text(database, office);
  }
  return ExitCode::done;
}

ExitCode lock(Database& database, const CommandLine& line, const OfficeNumber& number) {
  Transaction transaction(database);
  const OfficeLocked locked =
      lock_office(database, acting_uid(line.settings), number, line.clock.now());
  transaction.commit();
  write_stop_lists(database, line.settings);
  std::cout << fmt::format(
      "{} を閉鎖しました。パスワード、手続き中の操作、コード、仮パスワード({}通)は使えません。{}\n"
      "承認済みで通知書がまだの申請({}件)は審査中に戻りました。閉鎖の間は承認できません。\n"
      "解除: saihakko office unlock {}\n",
      number.text(), locked.letters, locked.changed ? "" : "(すでに閉鎖されていました)",
      locked.approvals, number.text());
  return ExitCode::done;
}

ExitCode unlock(Database& database, const CommandLine& line, const OfficeNumber& number) {
  Transaction transaction(database);
  const std::int64_t uid = acting_uid(line.settings);
  const bool changed = unlock_office(database, uid, number, line.clock.now());
  const bool forgotten = forget_guesses(database, uid, number, line.clock.now());
  transaction.commit();
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

ExitCode office_command(const CommandLine& line) {
  po::options_description options;
  options.add_options()("json", "");
  const auto arguments = read_arguments(line, options, 2, 2, kUsage);
  const std::string& verb = arguments.operands.front();
  if (verb != "show" && verb != "lock" && verb != "unlock") {
    throw UsageError(fmt::format("使い方: {}", kUsage));
  }
  const std::string& text = arguments.operands.at(1);
  const auto number = OfficeNumber::parse(text);
  if (!number) throw UsageError(fmt::format("{} は事業所番号ではありません", text));
  const auto database = open_database(line.settings);
  const auto office = find_office(*database, *number);
  if (!office) {
    throw UsageError(fmt::format("事業所 {} は事業所台帳にありません", number->text()));
  }
  if (verb == "show") return show(*database, *office, arguments.has("json"));
  refuse_clock_ahead(*database, line.clock);
  if (verb == "lock") return lock(*database, line, *number);
  return unlock(*database, line, *number);
}

}  // namespace saihakko

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/service/keeping/back_up.hpp"
#include "core/service/keeping/reconcile.hpp"
#include "core/service/keeping/restore.hpp"
#include "core/service/run/exit_code.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/letters_place.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
constexpr mode_t kLocksMode = 0750;

struct Words {
  std::string_view code;
  std::string_view japanese;
};

Words words_of(Discovery what) {
  switch (what) {
    case Discovery::lost_letter: return {"lost_letter", "記録にない通知書"};
    case Discovery::lost_application: return {"lost_application", "記録にない申請"};
    case Discovery::missing_batch: return {"missing_batch", "ファイルのないバッチ"};
    case Discovery::purged_batch: return {"purged_batch", "消去されたバッチ"};
    case Discovery::sent_mail: return {"sent_mail", "送信済みのメール"};
    case Discovery::cancelled_mail: return {"cancelled_mail", "取り消したメール"};
    case Discovery::voided_letter: return {"voided_letter", "無効にした通知書"};
    case Discovery::file_put_back: return {"file_put_back", "戻したファイル"};
  }
  return {};
}

void refuse_moved(const Clock& clock) {
  if (clock.moved()) throw UsageError("restore は --as-of を受け付けません");
}

ExitCode restore_from(const CommandLine& line, const CommandArguments& arguments) {
  refuse_moved(line.clock);
  const auto standing =
      arguments.has("replace") ? StandingDatabase::keep_aside : StandingDatabase::refuse;
  const MasterKey key = load_key(line.settings);
  Restored restored;
  try {
    restored = restore_database(
        line.settings, key, arguments.operand(), standing, Actor::person(acting_uid(line.settings)),
        line.clock.now(), [&line](std::int64_t rows) { line.log.progress("restore", rows, 0); });
  } catch (const UnfitCopy& unfit) {
    line.log.end_progress();
    print_refusal(unfit.what());
    return ExitCode::malformed;
  } catch (const std::exception& failure) {
    line.log.end_progress();
    if (!is_database_busy(failure)) throw;
    print_refusal(
        "ほかの saihakko(ジョブ、portal、コマンド)が動いています。すべて止めて"
        "から、もう一度実行してください");
    return ExitCode::locked;
  }
  line.log.end_progress();
  std::cout << fmt::format("復元しました。控えが知っているのは {} までです\n",
                           japan_minute(restored.known_until));
  if (restored.aside) {
    std::cout << fmt::format("それまでのデータベースは {} に残しました\n",
                             restored.aside->string());
  }
  std::cout << "次に saihakko restore --reconcile "
               "を実行してください。それまで、通知書の作成、メールの送信、"
               "消去、portal は動きません\n";
  return ExitCode::done;
}

void print_report(const Reconciled& report, bool json) {
  if (json) {
    Json rows = Json::array();
    for (const Discovered& found : report.found) {
      rows.push_back({{"what", words_of(found.what).code},
                      {"subject", found.subject},
                      {"detail", found.detail}});
    }
    return print_json(rows);
  }
  std::cout << fmt::format(
      "{} より後のことを照合しました。控えが知らない送信済みのメール {}通は、"
      "二度と送りません\n",
      japan_minute(report.known_until), report.earlier_mails);
  if (report.found.empty()) {
    std::cout << "ほかに食い違いはありません\n";
    return;
  }
  TextTable table({{"見つけたもの"}, {"番号、名前"}, {"すること"}});
  for (const Discovered& found : report.found) {
    table.add({std::string(words_of(found.what).japanese), found.subject, found.detail});
  }
  std::cout << '\n';
  table.print(std::cout);
  std::cout << "\n続けて saihakko run all を実行できます\n";
}

ExitCode reconcile_restored(const CommandLine& line, const CommandArguments& arguments) {
  refuse_moved(line.clock);
  make_directories(line.settings.state_dir / "locks", kLocksMode);
  const auto lock = FileLock::try_lock(line.settings.state_dir / "locks" / "reconcile.lock");
  if (!lock) {
    print_refusal("別の照合が実行中です");
    return ExitCode::locked;
  }
  std::vector<fs::path> sent_logs;
  for (const std::string& file : arguments.texts("sent-log")) {
    if (!fs::is_regular_file(file)) {
      throw UsageError(fmt::format("--sent-log {}: ファイルがありません", file));
    }
    sent_logs.emplace_back(file);
  }
  const auto database = open_database(line.settings);
  require_letters_place(*database, line.settings);
  const auto report =
      reconcile(*database, acting_uid(line.settings), line.settings, sent_logs, line.clock.now());
  if (report) {
    print_report(*report, arguments.has("json"));
  } else if (arguments.has("json")) {
    print_json(Json::array());
  } else {
    std::cout << "照合を待つ復元はありません\n";
  }
  return ExitCode::done;
}

}  // namespace

Command restore_command() {
  return {
      .name = "restore",
      .help = "控えからデータベースを戻し、その後のことと照合する",
      .verbs = {{.name = "",
                 .operands = {"控え.db", 1, 1},
                 .options = {{"replace", "", "いまのデータベースを別名で残し、控えに替える"}},
                 .help = "控えからデータベースを戻す。続けて --reconcile が要る",
                 .example = "saihakko restore /media/usb/20261122T024500.db --replace",
                 .work = restore_from},
                {.name = "--reconcile",
                 .operands = {},
                 .options = {{"sent-log", "FILE", "ほかの場所にある送信の控えも読む",
                              OptionUse::repeatable},
                             takes_json()},
                 .help = "戻したデータベースを、ディスクにある通知書、メール、ファイルと照合する",
                 .example = "saihakko restore --reconcile",
                 .work = reconcile_restored}}};
}

}  // namespace saihakko

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/service/keeping/back_up.hpp"
#include "core/service/keeping/reconcile.hpp"
#include "core/service/keeping/restore.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/store/engine/store_error.hpp"
#include "jobs/commands/acting_person.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/ground/output.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kUsage =
    "saihakko restore 控え.db [--replace]\n"
    "        saihakko restore --reconcile [--sent-log FILE]… [--json]";
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

ExitCode restore_from(const CommandLine& line, const fs::path& copy, StandingDatabase standing) {
  const MasterKey key = MasterKey::load(line.settings.keys_dir);
  Restored restored;
  try {
    restored = restore_database(
        line.settings, key, copy, standing, Actor::person(acting_uid(line.settings)),
        line.clock.now(), [&line](std::int64_t rows) { line.log.progress("restore", rows, 0); });
  } catch (const UnfitCopy& unfit) {
    line.log.end_progress();
    std::cerr << fmt::format("saihakko: {}\n", unfit.what());
    return ExitCode::malformed;
  } catch (const StoreError& failure) {
    line.log.end_progress();
    if (failure.kind() != StoreError::Kind::busy) throw;
    std::cerr << "saihakko: ほかの saihakko(ジョブ、portal、コマンド)が動いています。すべて止めて"
                 "から、もう一度実行してください\n";
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
  make_directories(line.settings.state_dir / "locks", kLocksMode);
  const auto lock = FileLock::try_lock(line.settings.state_dir / "locks" / "reconcile.lock");
  if (!lock) {
    std::cerr << "saihakko: 別の照合が実行中です\n";
    return ExitCode::locked;
  }
  std::vector<fs::path> sent_logs;
  if (arguments.has("sent-log")) {
    for (const auto& file : arguments.options["sent-log"].as<std::vector<std::string>>()) {
      if (!fs::is_regular_file(file)) {
        throw UsageError(fmt::format("--sent-log {}: ファイルがありません", file));
      }
      sent_logs.emplace_back(file);
    }
  }
  const auto database = open_database(line.settings);
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

ExitCode restore_command(const CommandLine& line) {
  po::options_description options;
  options.add_options()("replace", "")("reconcile", "")("json", "")(
      "sent-log", po::value<std::vector<std::string>>(), "");
  const auto arguments = read_arguments(line, options, 0, 1, kUsage);
  const bool of_restore = !arguments.operands.empty() && !arguments.has("sent-log") &&
                          !arguments.has("reconcile") && !arguments.has("json");
  const bool of_reconcile =
      arguments.has("reconcile") && arguments.operands.empty() && !arguments.has("replace");
  if (line.clock.moved()) throw UsageError("restore は --as-of を受け付けません");
  if (of_reconcile) return reconcile_restored(line, arguments);
  if (!of_restore) throw UsageError(fmt::format("使い方: {}", kUsage));
  return restore_from(
      line, arguments.operands.front(),
      arguments.has("replace") ? StandingDatabase::keep_aside : StandingDatabase::refuse);
}

}  // namespace saihakko

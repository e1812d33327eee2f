#include "jobs/program.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "core/domain/calendar.hpp"
#include "core/service/run/stop_signal.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/store/engine/store_error.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/service_user.hpp"
#include "jobs/ground/nearest_word.hpp"
#include "jobs/settings/configuration.hpp"

namespace saihakko {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage = "saihakko [全体のオプション] コマンド [引数]";
constexpr mode_t kUmask = 0027;  // nothing of an office is for everybody
constexpr const char* kDefaultConfiguration = "/etc/saihakko/saihakko.conf";

struct Command {
  std::string name;
  ExitCode (*work)(const CommandLine&);
  std::string help;
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {"init", init_command,
       "状態ディレクトリ、データベース、鍵を用意する(何度でも) [--rehearsal]"},
      {"check", check_command,
       "設定、テンプレート、フォント、ディレクトリ、メールの中継先を確かめる [--mail アドレス]"},
      {"run", run_command, "ジョブを実行する: run JOB… | run all [--dry-run] [--limit N]"},
      {"jobs", jobs_command, "ジョブの予定、最後の実行、次の予定"},
      {"portal", portal_command, "ポータルの要求に答える(標準入出力に、1行1個のJSON)"},
      {"application", application_command,
       "申請: list | show 番号 | approve 番号 | reject 番号 --reason コード | hold 番号 --reason "
       "コード | call 番号 --number 電話番号 --result 結果 | urgent 番号 | undo 番号 (承認の取消) "
       "| envelope 番号 (返信用封筒の到着) "
       "| withdraw 番号"},
      {"letter", letter_command,
       "通知書: list | show 通知書番号 | reprint 番号… --reason コード | void 番号… --reason "
       "コード | "
       "preview [--union NN] [--guides] FILE.pdf (見本。既にある PDF は置き換え、ほかのファイルには"
       "書かない)"},
      {"notice", notice_command,
       "メール: list | show 番号 | resend 番号 (もう一度送る) | cancel 番号 (送る前に取り消す)"},
      {"office", office_command, "事業所: show | lock | unlock 事業所番号"},
      {"review", review_command, "審査一覧を作る [--union NN] [--again 変わりがなくても作る]"},
      {"status", status_command, "いまの状態を1画面で見る"},
      {"why", why_command, "申請が何を待っているか: why 番号"},
      {"audit", audit_command, "監査記録を確かめる: audit verify [--head ハッシュ]"},
      {"backup", backup_command, "データベースの控えを作り、検査する [--keys 鍵を写すファイル]"},
      {"restore", restore_command,
       "控えから戻す: restore 控え.db [--replace] | restore --reconcile [--sent-log FILE]"},
  };
  return all;
}

/// The options before the command's name.
struct GlobalOptions {
  ConfigurationSource source;
  LogFormat log_format = LogFormat::text;
  Clock clock;
  bool help = false;
  bool version = false;
};

po::options_description global_options() {
  po::options_description options("全体のオプション");
  options.add_options()("config", po::value<std::string>()->value_name("FILE"), "設定ファイル")(
      "set", po::value<std::vector<std::string>>()->value_name("キー=値")->composing(),
      "設定を上書きする(何度でも)")("as-of", po::value<std::string>()->value_name("日時"),
                                    "この日時(RFC 3339)から時計を進める")(
      "log-format", po::value<std::string>()->value_name("text|json"), "ログの形")(
      "help", "この説明")("version", "版");
  return options;
}

/// Splits the words at the command's name: what stands before it is global.
std::size_t command_position(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("-")) return i;
    const bool takes_next = words[i] == "--config" || words[i] == "--set" ||
                            words[i] == "--as-of" || words[i] == "--log-format";
    if (takes_next) ++i;
  }
  return words.size();
}

std::optional<std::filesystem::path> configuration_file(const po::variables_map& options) {
  if (options.count("config") > 0) return options["config"].as<std::string>();
  const char* from_environment = std::getenv("SAIHAKKO_CONFIG");  // NOLINT(concurrency-mt-unsafe)
  if (from_environment != nullptr && *from_environment != '\0') return from_environment;
  if (std::filesystem::exists(kDefaultConfiguration)) return kDefaultConfiguration;
  return std::nullopt;
}

Clock clock_from(const po::variables_map& options) {
  if (options.count("as-of") == 0) return {};
  const std::string text = options["as-of"].as<std::string>();
  const auto instant = parse_rfc3339(text);
  if (!instant) {
    throw UsageError(fmt::format(
        "--as-of {}: RFC 3339 の日時ではありません(例: 2026-11-22T09:00:00+09:00)", text));
  }
  return Clock(*instant);
}

LogFormat log_format_from(const po::variables_map& options) {
  if (options.count("log-format") == 0) return LogFormat::text;
  const std::string text = options["log-format"].as<std::string>();
  if (text == "text") return LogFormat::text;
  if (text == "json") return LogFormat::json;
  throw UsageError(fmt::format("--log-format {}: text か json ではありません", text));
}

GlobalOptions read_global_options(const std::vector<std::string>& words) {
  po::variables_map options;
  try {
    po::store(po::command_line_parser(words).options(global_options()).style(kNoGuessing).run(),
              options);
    po::notify(options);
  } catch (const po::unknown_option& e) {
    throw UsageError(unknown_option_text(global_options(), e.get_option_name(), kUsage));
  } catch (const po::error& e) {
    throw UsageError(fmt::format("全体のオプションを読めません({})", e.what()));
  }
  GlobalOptions global;
  global.help = options.count("help") > 0;
  global.version = options.count("version") > 0;
  global.source.file = configuration_file(options);
  if (options.count("set") > 0) {
    global.source.assignments = options["set"].as<std::vector<std::string>>();
  }
  global.log_format = log_format_from(options);
  global.clock = clock_from(options);
  return global;
}

/// Temporary passwords live in memory for a moment: no core file may keep them.
void forbid_core_files() {
  const struct rlimit none { 0, 0 };
  setrlimit(RLIMIT_CORE, &none);
}

void print_help() {
  std::cout << "使い方: " << kUsage << "\n\nコマンド:\n";
  for (const Command& command : commands()) {
    std::cout << fmt::format("  {:<12} {}\n", command.name, command.help);
  }
  std::cout << "\n各コマンドの説明: saihakko コマンド --help\n\n" << global_options();
}

const Command& command_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    names.push_back(command.name);
  }
  throw UsageError(
      fmt::format("知らないコマンド {} です。{} ではありませんか(saihakko --help で一覧)", name,
                  nearest_word(name, names)));
}

ExitCode run_words(const std::vector<std::string>& words) {
  const std::size_t at = command_position(words);
  const auto split = words.begin() + static_cast<std::ptrdiff_t>(at);
  const GlobalOptions global = read_global_options({words.begin(), split});
  if (global.version) {
    std::cout << "saihakko " SAIHAKKO_VERSION "\n";
    return ExitCode::done;
  }
  if (global.help) {
    print_help();
    return ExitCode::done;
  }
  if (split == words.end()) {
    throw UsageError("コマンドがありません(saihakko --help で一覧)");
  }
  const Command& command = command_named(*split);
  const std::vector<std::string> own(split + 1, words.end());
  // Help is given whatever the configuration says.
  const Settings settings = asks_for_help(own) ? Settings{} : load_settings(global.source);
  Log log(global.log_format);
  forbid_core_files();
  ::umask(kUmask);
  if (!asks_for_help(own)) become_service_user(settings);
  catch_stop_signals();
  return command.work({settings, global.clock, log, own});
}

/// What a person reads when a command failed; the log of a job has the rest.
std::string told(const std::exception& failure) {
  const auto* store = dynamic_cast<const StoreError*>(&failure);
  if (store == nullptr) return failure.what();
  switch (store->kind()) {
    case StoreError::Kind::busy:
      return "データベースがほかの処理で使用中です。少し待ってからやり直してください";
    case StoreError::Kind::full: return "ディスクに空きがなく、データベースに書き込めません";
    case StoreError::Kind::cannot_open:
      return fmt::format("データベースを開けません。場所と権限を確かめてください({})",
                         failure.what());
    case StoreError::Kind::broken:
      return fmt::format(
          "データベースの読み書きに失敗しました。ディスクが壊れたか、ファイルが壊れています({})",
          failure.what());
    case StoreError::Kind::constraint:
    case StoreError::Kind::other:
      return fmt::format("プログラムの誤りです。開発元に知らせてください({})", failure.what());
  }
  return failure.what();
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words) {
  try {
    const ExitCode code = run_words(words);
    std::cout.flush();
    return std::cout ? code : ExitCode::cannot_write;
  } catch (const HelpAsked& help) {
    std::cout << "使い方: " << help.what() << std::endl;
    return std::cout ? ExitCode::done : ExitCode::cannot_write;
  } catch (const std::exception& failure) {
    std::cerr << "saihakko: " << told(failure) << '\n';
    return exit_code_of(failure);
  }
}

}  // namespace saihakko

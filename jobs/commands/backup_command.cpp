#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "core/files/durable_file.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/run/refusals.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/open_database.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/work/job_list.hpp"
#include "jobs/work/runner.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
constexpr mode_t kKeyMode = 0600;

/// The key in a file of its own, never where the copies lie: whoever has both can read everything.
void copy_key(const Settings& settings, const fs::path& file) {
  const fs::path folder = fs::weakly_canonical(fs::absolute(file).parent_path());
  const fs::path backups = fs::weakly_canonical(fs::absolute(settings.backup.dir));
  const auto inside = std::mismatch(backups.begin(), backups.end(), folder.begin(), folder.end());
  if (inside.first == backups.end()) {
    throw UsageError("鍵は控えと同じ場所に置けません。別の媒体を指定してください");
  }
  load_key(settings);
  copy_new_file(settings.keys_dir / MasterKey::kFileName, file, kKeyMode);
  sync_directory(folder);
  std::cout << fmt::format("鍵を {} に写しました。控えとは別の場所に保管してください\n",
                           file.string());
}

ExitCode back_up(const CommandLine& line, const CommandArguments& arguments) {
  if (arguments.has("keys")) {
    copy_key(line.settings, arguments.text("keys"));
    return ExitCode::done;
  }
  const auto database = open_database(line.settings);
  refuse_clock_ahead(*database, line.clock);
  return run_job(job_named("backup"), *database, line.settings, line.clock, line.log, {});
}

}  // namespace

Command backup_command() {
  const std::string help = "データベースの控えを作り、検査する";
  return {.name = "backup",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {{"keys", "FILE", "控えの代わりに、鍵をこのファイルに写す"}},
                     .help = help,
                     .example = "saihakko backup --keys /media/usb/master.key",
                     .work = back_up}}};
}

}  // namespace saihakko

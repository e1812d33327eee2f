#include <fmt/format.h>

#include <iostream>

#include "core/files/durable_file.hpp"
#include "core/secrets/master_key.hpp"
#include "jobs/commands.hpp"

namespace saihakko {
namespace {

constexpr mode_t kStateMode = 0750;
constexpr const char* kInboxKinds[] = {"ledger", "applications", "decisions", "print-results",
                                       "bounces"};

void make_state_directories(const Settings& settings) {
  make_directories(settings.state_dir, kStateMode);
  for (const char* kind : kInboxKinds) make_directories(settings.inbox_dir / kind, kStateMode);
  make_directories(settings.letters_dir, kStateMode);
  make_directories(settings.state_dir / "locks", kStateMode);
  make_directories(settings.state_dir / "owners", kStateMode);
}

}  // namespace

ExitCode init_command(const CommandLine& line) {
  read_arguments(line, {}, 0, 0, "saihakko init");
  make_state_directories(line.settings);
  MasterKey::create_if_missing(line.settings.keys_dir);
  make_directories(line.settings.database_file.parent_path(), kStateMode);
  Database database(line.settings.database_file, Database::Open::create);
  const int steps = database.migrate(line.clock.now());
  std::cout << fmt::format("状態ディレクトリ  {}\nデータベース      {}({})\n鍵                {}\n",
                           line.settings.state_dir.string(), line.settings.database_file.string(),
                           steps > 0 ? "作成または更新しました" : "変更はありません",
                           line.settings.keys_dir.string());
  return ExitCode::done;
}

}  // namespace saihakko

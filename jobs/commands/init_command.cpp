#include <fmt/format.h>

#include <iostream>

#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/intake/refused_rows.hpp"
#include "core/service/keeping/back_up.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/letters_place.hpp"
#include "core/service/setup/rehearsal.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "core/store/engine/database.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {
namespace {

constexpr mode_t kStateMode = 0750;

void make_state_directories(const Settings& settings) {
  make_directories(settings.state_dir, kStateMode);
  for (const std::string& kind : inbox_kinds())
    make_directories(settings.inbox_dir / kind, kStateMode);
  make_directories(settings.letters_dir, kStateMode);
  make_directories(settings.state_dir / "locks", kStateMode);
  make_directories(settings.state_dir / "owners", kStateMode);
}

/// An older database is copied before it is changed: a migration cannot be taken back.
void copy_what_is_there(Database& database, Database::Form form, const Settings& settings) {
  switch (form) {
    case Database::Form::none:
    case Database::Form::current: return;
    case Database::Form::newer:
      throw ConfigurationError(fmt::format(
          "データベース {} は、このプログラムより新しい版のものです。新しい版の saihakko "
          "を入れてください",
          settings.database_file.string()));
    case Database::Form::older: break;
  }
  std::cout << fmt::format("更新の前の控え    {}\n",
                           copy_before_migration(database, settings).string());
}

ExitCode initialize(const CommandLine& line, const CommandArguments& arguments) {
  require_nothing_lost(line.settings);
  make_state_directories(line.settings);
  const auto lock = FileLock::try_lock(line.settings.state_dir / "locks" / "init.lock");
  if (!lock) {
    print_refusal("別の init が実行中です。終わってからやり直してください");
    return ExitCode::locked;
  }
  MasterKey::create_if_missing(line.settings.keys_dir);
  const MasterKey key = load_key(line.settings);
  make_directories(line.settings.database_file.parent_path(), kStateMode);
  Database database(line.settings.database_file, Database::Open::create);
  const Database::Form form = database.form();
  copy_what_is_there(database, form, line.settings);
  const int steps = database.migrate(line.clock.now());
  require_own_key(database, line.settings);
  keep_key_mark(database, key);
  require_letters_place(database, line.settings);
  settle_rehearsal(database, form, arguments.has("rehearsal"));
  follow_clock(database, line.settings, house_time(database, line.clock.now()));
  std::cout << fmt::format("状態ディレクトリ  {}\nデータベース      {}({})\n鍵                {}\n",
                           line.settings.state_dir.string(), line.settings.database_file.string(),
                           steps > 0 ? "作成または更新しました" : "変更はありません",
                           line.settings.keys_dir.string());
  return ExitCode::done;
}

}  // namespace

Command init_command() {
  const std::string help = "状態ディレクトリ、データベース、鍵を用意する(何度でも)";
  return {.name = "init",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {{"rehearsal", "",
                                  "リハーサル用に作る。時計を動かせ、メールは外に出ない"}},
                     .help = help,
                     .example = "saihakko init",
                     .work = initialize}}};
}

}  // namespace saihakko

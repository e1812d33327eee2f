#include "core/service/setup/open_database.hpp"

#include <fmt/format.h>

#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/installation_remains.hpp"

namespace saihakko {

std::unique_ptr<Database> open_database(const Settings& settings) {
  if (!Database::exists(settings.database_file)) {
    require_nothing_lost(settings);
    throw ConfigurationError(
        fmt::format("データベースがありません: {}(はじめて使うときは saihakko init で作成します。"
                    "使っていたのなら、ディスクのマウントと設定を確かめてください)",
                    settings.database_file.string()));
  }
  auto database = std::make_unique<Database>(settings.database_file, Database::Open::existing);
  if (database->form() == Database::Form::newer) {
    throw ConfigurationError(
        fmt::format("データベースは、このプログラムより新しい版のものです: {}(新しい版の saihakko "
                    "を入れてください)",
                    settings.database_file.string()));
  }
  if (!database->is_current() || !database->keeps_digests()) {
    throw ConfigurationError(
        fmt::format("データベースの形が、このプログラムのものではありません: {}"
                    "(saihakko init で新しくします)",
                    settings.database_file.string()));
  }
  use_own_key(*database, settings);
  return database;
}

}  // namespace saihakko

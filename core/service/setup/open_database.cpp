#include "core/service/setup/open_database.hpp"

#include <fmt/format.h>

#include "core/service/setup/configuration_error.hpp"

namespace saihakko {

std::unique_ptr<Database> open_database(const Settings& settings) {
  if (!Database::exists(settings.database_file)) {
    throw ConfigurationError(fmt::format("データベースがありません: {}(saihakko init で作成します)",
                                         settings.database_file.string()));
  }
  auto database = std::make_unique<Database>(settings.database_file, Database::Open::existing);
  if (database->form() == Database::Form::newer) {
    throw ConfigurationError(
        fmt::format("データベースは、このプログラムより新しい版のものです: {}(新しい版の saihakko "
                    "を入れてください)",
                    settings.database_file.string()));
  }
  if (!database->is_current()) {
    throw ConfigurationError(
        fmt::format("データベースの形が、このプログラムのものではありません: {}"
                    "(saihakko init で新しくします)",
                    settings.database_file.string()));
  }
  return database;
}

}  // namespace saihakko

#include "core/service/setup/rehearsal.hpp"

#include "core/service/setup/configuration_error.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {

void settle_rehearsal(Database& database, Database::Form before, bool wanted) {
  const bool fresh = before == Database::Form::none;
  Transaction transaction(database);
  const bool is_rehearsal = is_rehearsal_installation(database);
  if (!fresh && wanted && !is_rehearsal) {
    throw ConfigurationError(
        "この状態ディレクトリは本番用です。リハーサルには別の state.dir を指定してください");
  }
  if (fresh && wanted) mark_rehearsal_installation(database);
  transaction.commit();
}

}  // namespace saihakko

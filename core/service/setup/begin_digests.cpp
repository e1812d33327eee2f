#include "core/service/setup/begin_digests.hpp"

#include "core/service/setup/configuration_error.hpp"
#include "core/store/engine/row_digests.hpp"
#include "core/store/engine/transaction.hpp"

namespace saihakko {

void begin_digests(Database& database, const Actor& actor, Instant now) {
  Transaction transaction(database);
  if (database.keeps_digests()) return;
  const auto newest = latest_audit_rows(database, "", 1);
  if (!newest.empty() && !newest.front().books.empty()) {
    throw ConfigurationError(
        "監査記録の終わりの印(audit_end)"
        "が、データベースから失われています。手を加えた人がいないかを"
        "調べ、控えから戻してください(saihakko restore --replace)");
  }
  const std::int64_t rows = newest.empty() ? 0 : newest.front().seq;
  database.digests().make_all(rows + 1);
  if (rows > 0) append_audit(database, actor, now, {"digests_begun", "database", ""});
  transaction.commit();
}

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/queries/retained_rows.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Rows of one class and the instant before which their time must have begun.
struct RowRetention {
  RetainedRows rows;
  std::string name;  ///< as in the audit
  Instant before;
};

/// All classes of rows, in the order in which they go.
std::vector<RowRetention> row_retentions(const Settings& settings, Instant now);

struct PurgedRows {
  std::int64_t seen = 0;
  std::int64_t purged = 0;
  std::int64_t last_id = 0;
};

/// Purges up to `limit` rows with an id above `after_id`: looked for outside of the transaction,
/// judged again inside, and counted in an audit row of the same one.
PurgedRows purge_row_chunk(Database& database, const Actor& actor, const RowRetention& retention,
                           std::int64_t after_id, std::int64_t limit, Instant now);

/// What a purge would take now: rows and files by class, batches by name.
struct PurgePlanRow {
  std::string retention_class;
  std::string name;  ///< of a batch; empty for a class
  std::int64_t count = 0;
  Instant oldest;
};
std::vector<PurgePlanRow> plan_purge(Database& database, const Settings& settings, Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Rows that are kept for a time of their own; none of them is open work.
enum class RetainedRows {
  codes,           ///< ended codes
  tickets,         ///< ended tickets
  forms,           ///< applications that were begun and never handed in
  mails,           ///< settled notices
  applications,    ///< closed applications: notification mail, addressee
  decisions,       ///< of closed applications: notes, reviewers
  void_notes,      ///< of closed applications: why a person voided a letter
  print_results,   ///< of closed applications: persons, tracking numbers
  ledger_history,  ///< what offices were before ledgers changed them
  runs,            ///< ended runs; each job keeps its last
};

/// A row whose time may be over.
struct RetainedRow {
  std::int64_t id = 0;
  Instant since;  ///< its time counts from here
};

/// Up to `limit` rows with an id above `after_id` whose time began before `before`, by id.
std::vector<RetainedRow> rows_to_purge(Database& database, RetainedRows rows, Instant before,
                                       std::int64_t after_id, std::int64_t limit);

/// Removes a row that is of no use any more, or empties its personal data and leaves the rest;
/// false when it may no longer be purged, or was.
bool purge_row(Database& database, RetainedRows rows, std::int64_t id, Instant before, Instant now);

/// A batch directory whose time is over.
struct RetainedBatch {
  std::int64_t id = 0;
  std::string name;
  std::string prefecture;
  std::string sums_sha256;
  Instant sealed_at;
};

/// The batches that were handed over, not purged, and either sealed before `sealed_before` or all
/// of whose letters had been posted or come to nothing before `settled_before`.
std::vector<RetainedBatch> batches_to_purge(Database& database, Instant settled_before,
                                            Instant sealed_before);
/// Notes that the batch's directory goes; false when that is noted already.
bool mark_batch_purged(Database& database, std::int64_t id, Instant now);
/// Whether the end of a batch's directory is noted.
bool is_purged_batch(Database& database, std::string_view name);

}  // namespace saihakko

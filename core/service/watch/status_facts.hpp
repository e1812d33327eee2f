#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/application_state.hpp"
#include "core/service/applications/return_envelope.hpp"
#include "core/service/intake/decision_results.hpp"
#include "core/service/intake/refused_rows.hpp"
#include "core/service/letters/overdue_letters.hpp"
#include "core/service/postcodes/postcode_lists.hpp"
#include "core/service/watch/disk_space.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/ledger_imports_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/notices_table.hpp"
#include "core/store/tables/runs_table.hpp"

namespace saihakko {

/// The applications in one open state.
struct StatusQueue {
  ApplicationState state = ApplicationState::submitted;
  std::int64_t count = 0;
  std::string oldest_receipt;
  Instant oldest_since;
  std::int64_t working_days = 0;  ///< that the oldest has waited
};

struct StatusJob {
  std::string job;
  std::optional<Run> last;
  Instant next_at;
  bool late = false;  ///< or failing
};

/// A trouble: an incident that is open, or what `watch` would open now.
struct StatusTrouble {
  std::string key;
  std::string title;
  std::string sentence;
  std::string command;
  std::string section;
  std::optional<Instant> since;  ///< nullopt: `watch` has not told of it yet
};

/// A ledger that waits for a person's decision.
struct StatusLedger {
  LedgerImport import;
  std::vector<LedgerCounts> counts;
};

/// What `status` shows.
struct StatusFacts {
  Instant at;
  std::int64_t offices = 0;
  std::vector<std::string> urgent;
  std::vector<StatusQueue> queues;       ///< of the open states that are not empty
  std::vector<StateCount> applications;  ///< of all states
  std::vector<NoticeCount> notices;
  std::vector<LetterCount> letters;
  std::vector<Batch> batches;  ///< the newest
  AwaitedEnvelopes envelopes;
  std::int64_t unmatched_bounces = 0;  ///< 宛先だけの不達
  std::vector<StatusLedger> held_ledgers;
  std::vector<OpenRefusals> open_refusals;  ///< rows of the inbox that nobody has corrected
  std::optional<DecisionCounts> newest_decisions;
  PostcodeLists postcodes;
  std::vector<OverdueBatch> overdue;
  std::vector<StatusTrouble> troubles;
  std::vector<StatusJob> jobs;
  std::vector<DiskSpace> disks;
};

/// Reads only. Throws FileError, StoreError.
StatusFacts status_facts(Database& database, const WatchGround& ground);

}  // namespace saihakko

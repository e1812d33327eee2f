#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/service/keeping/head_log.hpp"
#include "core/service/keeping/verify_digests.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

struct AuditReport {
  std::int64_t rows = 0;
  std::string head;  ///< the hash of the last row
  std::vector<AuditBreach> breaches;
};

/// Heads that must be found in the chain.
struct ExpectedHeads {
  std::optional<std::string> printed;  ///< on a cover sheet: missing, a tail was cut off
  std::vector<LoggedHead> logged;
};

/// What verify_audit() asks of the database alone, as of one instant: chain, digests, invariants.
AuditReport verify_books(Database& database, const ExpectedHeads& expected,
                         const std::function<void(std::int64_t)>& progress);

/// Reads the database's file for damage, recomputes the chain of the audit from its first row with
/// the MACs of its key, looks for the heads that were printed or logged, compares every covered row
/// with its digest and each table with the sum of its digests, and asks each invariant of
/// core/store/queries/invariants.cpp. `progress` is called with the rows seen so far.
AuditReport verify_audit(Database& database, const Settings& settings,
                         const std::optional<std::string>& printed_head,
                         const std::function<void(std::int64_t)>& progress);

}  // namespace saihakko

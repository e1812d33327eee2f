#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/call.hpp"
#include "core/domain/finding.hpp"
#include "core/domain/office.hpp"
#include "core/service/applications/recent_changes.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// One application as its reviewer has to see it.
struct ReviewRow {
  Application application;
  std::optional<Office> office;              ///< as the ledger has it now
  std::vector<Finding> findings;             ///< the blocking ones first
  std::vector<RecentChange> ledger_changes;  ///< old and new, where that is a finding
  std::vector<Application> earlier;          ///< of the same office within 12 months, newest first
  std::vector<Call> calls;                   ///< oldest first
  int approvals = 0;                         ///< persons who approved it as it is
};

/// Up to `limit` applications of a union in review or on hold: the urgent ones, then the oldest. A
/// row whose application changes meanwhile keeps the 更新番号 that was read first, so that a
/// decision on it is refused.
std::vector<ReviewRow> review_rows(Database& database, std::string_view prefecture,
                                   const ReviewSettings& rules, std::int64_t limit, Instant now);

}  // namespace saihakko

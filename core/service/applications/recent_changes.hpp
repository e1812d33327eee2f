#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/finding.hpp"
#include "core/domain/office.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A field of an office that the ledger has changed lately.
struct RecentChange {
  std::string field;   ///< `name`, `address` or `security_mail`
  std::string before;  ///< what it was at the beginning of these days
  std::string after;   ///< what it is
  Instant changed_at;  ///< for the last time
};

/// What ledgers changed of name, address and security mail within `recent_change_days`; what has
/// come back to what it was is no change, and neither is a first value where there was none.
std::vector<RecentChange> recent_changes(Database& database, const Office& office,
                                         const ReviewSettings& rules, Instant now);

/// The same for a list of findings that tells of them; else none.
std::vector<RecentChange> told_changes(Database& database, const std::optional<Office>& office,
                                       const std::vector<Finding>& findings,
                                       const ReviewSettings& rules, Instant now);

std::vector<std::string> recently_changed_fields(const std::vector<RecentChange>& changes);

/// `住所 2026-11-22: 「…」 → 「…」`, for the reviewer.
std::string recent_change_text(const RecentChange& change);

}  // namespace saihakko

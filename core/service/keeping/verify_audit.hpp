#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What does not hold: the rule (an invariant of core/store/queries/invariants.cpp, or one of the
/// chain and the directories) and the row it was seen at.
struct AuditBreach {
  std::string rule;
  std::string subject;
  std::string detail;  ///< in Japanese
};

struct AuditReport {
  std::int64_t rows = 0;
  std::string head;  ///< the hash of the last row
  std::vector<AuditBreach> breaches;
};

/// What verify_audit() asks of the database alone: chain and invariants.
AuditReport verify_books(Database& database, const std::optional<std::string>& expected_head,
                         const std::function<void(std::int64_t)>& progress);

/// Recomputes the chain of the audit from its first row, looks for `expected_head` in it (the head
/// printed on a cover sheet: missing, a tail was cut off), and asks each invariant of
/// core/store/queries/invariants.cpp. `progress` is called with the rows seen so far.
AuditReport verify_audit(Database& database, const Settings& settings,
                         const std::optional<std::string>& expected_head,
                         const std::function<void(std::int64_t)>& progress);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The versions of the application and of its office that a decision was made on.
struct DecidedVersions {
  std::int64_t application = 0;
  std::int64_t office = 0;
};

void add_decision(Database& database, std::int64_t application_id, const Decision& decision,
                  const DecidedVersions& versions, Instant now);

/// The persons who approved the application as it is in these versions.
std::vector<std::int64_t> approvers(Database& database, std::int64_t application_id,
                                    const DecidedVersions& versions);

/// Whether somebody approved it in an earlier version: it has come back since, or was changed.
bool approved_before(Database& database, std::int64_t application_id, std::int64_t version);

/// Whether somebody approved it at `since` or later.
bool approved_since(Database& database, std::int64_t application_id, Instant since);

struct DecisionRow {
  Decision decision;
  Instant decided_at;
};
/// Oldest first.
std::vector<DecisionRow> decisions_of(Database& database, std::int64_t application_id);

}  // namespace saihakko

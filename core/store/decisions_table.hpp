#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/domain/instant.hpp"
#include "core/store/database.hpp"

namespace saihakko {

void add_decision(Database& database, std::int64_t application_id, const Decision& decision,
                  Instant now);

struct DecisionRow {
  Decision decision;
  Instant decided_at;
};
/// Oldest first.
std::vector<DecisionRow> decisions_of(Database& database, std::int64_t application_id);

}  // namespace saihakko

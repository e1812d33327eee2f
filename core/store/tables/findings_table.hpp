#pragma once

#include <cstdint>
#include <vector>

#include "core/domain/finding.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Puts these findings in the place of all that the application had.
void replace_findings(Database& database, std::int64_t application_id,
                      const std::vector<Finding>& findings);

/// Adds one, unless the application has it already.
void add_finding(Database& database, std::int64_t application_id, const Finding& finding);

/// The blocking ones first.
std::vector<Finding> findings_of(Database& database, std::int64_t application_id);

}  // namespace saihakko

#pragma once

#include <string>
#include <vector>

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// The applications that an approval puts an end to: one account, one letter under way.
std::vector<Application> others_of_account(Database& database, const Application& application);

/// Withdraws them without a mail and returns their receipt numbers. None may be in a batch that is
/// being made.
std::vector<std::string> withdraw_others(Database& database, const Actor& actor,
                                         std::vector<Application> others, Instant now);

}  // namespace saihakko

#pragma once

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Whether the ledger as it is now lets a letter of the application go: the office is active and,
/// unless its first ID is asked for, holds an ID of the union. Its name and address may have
/// changed: the letter goes to those frozen at approval.
bool ledger_allows(Database& database, const Application& application);

}  // namespace saihakko

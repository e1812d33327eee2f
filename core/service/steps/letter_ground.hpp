#pragma once

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Whether the ledger as it is now lets the letter that was approved go: the office is active,
/// bears the name, postcode and address that the reviewer saw and, unless its first ID is asked
/// for, holds an ID of the union. Else a reviewer looks before login information goes there.
bool ledger_allows(Database& database, const Application& application);

}  // namespace saihakko

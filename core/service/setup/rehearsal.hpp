#pragma once

#include "core/store/engine/database.hpp"

namespace saihakko {

/// A state directory is made for rehearsal or for service, once and for all: rehearsed letters and
/// real ones must never lie in one database. `before` is what there was before the migration;
/// a transaction of its own. Throws ConfigurationError where a rehearsal is `wanted` of an
/// installation that serves.
void settle_rehearsal(Database& database, Database::Form before, bool wanted);

}  // namespace saihakko

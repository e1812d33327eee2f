#pragma once

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Makes the digests of all covered rows in a database that keeps none yet (a new one, or one of an
/// earlier program), in one transaction; from there on its audit is keyed. Needs the key. Throws
/// ConfigurationError where digests were kept and their end is lost: what was altered must not get
/// a digest.
void begin_digests(Database& database, const Actor& actor, Instant now);

}  // namespace saihakko

#pragma once

#include "core/store/database.hpp"

namespace saihakko {

/// Whether this is an installation for rehearsals: one whose clock may run ahead (`--as-of`) and
/// whose letters nobody must post. Set when the database is made, and kept.
bool is_rehearsal_installation(Database& database);
void mark_rehearsal_installation(Database& database);

}  // namespace saihakko

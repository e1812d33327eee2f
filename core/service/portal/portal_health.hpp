#pragma once

#include <cstdint>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// How many mails are due and have not been tried yet. That it answers says that the database does.
std::int64_t mails_due(Database& database, Instant now);

}  // namespace saihakko

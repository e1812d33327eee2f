#pragma once

#include <cstdint>
#include <vector>

#include "core/domain/call.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

void add_call(Database& database, std::int64_t application_id, const Call& call);

/// Oldest first.
std::vector<Call> calls_of(Database& database, std::int64_t application_id);

}  // namespace saihakko

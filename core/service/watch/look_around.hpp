#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/domain/alert.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// All that is wrong now: stuck work, jobs, the house. Throws FileError, StoreError.
std::vector<Alert> look_around(Database& database, const WatchGround& ground);

/// The keys of the incidents that have not ended.
std::set<std::string> keys_of_open_incidents(Database& database);

/// The keys of the open incidents whose mail the relay refused for good or that came back: nobody
/// read it.
std::vector<std::string> incidents_nobody_read(Database& database);

}  // namespace saihakko

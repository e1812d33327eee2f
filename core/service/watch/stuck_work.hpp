#pragma once

#include <vector>

#include "core/domain/alert.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Applications, batches and letters that have been in a state for more working days than
/// `watch.*_days` and `letters.*_within_days` allow, by union, and mails that are due and not
/// tried, or put off again and again by a relay that takes none. Reads only.
std::vector<Alert> stuck_work(Database& database, const WatchGround& ground);

}  // namespace saihakko

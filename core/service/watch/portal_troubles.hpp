#pragma once

#include <vector>

#include "core/domain/alert.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Somebody guesses passwords (`watch.guesses`, `watch.wrong_logins`) or has more codes mailed than
/// usual (`codes.alert_per_hour_of_service`). Reads only.
std::vector<Alert> portal_troubles(Database& database, const WatchGround& ground);

}  // namespace saihakko

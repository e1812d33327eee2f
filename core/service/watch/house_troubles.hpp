#pragma once

#include <string>
#include <vector>

#include "core/domain/alert.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What is wrong with the ground that all work stands on: disks, certificates, holidays, bounces,
/// the backup, a restore that is not reconciled. Reads only. Throws FileError.
std::vector<Alert> house_troubles(Database& database, const WatchGround& ground);

}  // namespace saihakko

#pragma once

#include <string_view>
#include <vector>

#include "core/domain/alert.hpp"
#include "core/service/watch/watch_ground.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The jobs that are late by `watch.job_minutes` or keep failing, but for `watch.unwatched_jobs`.
/// A failing one is not late as well. Time in which `watch` itself did not run (the host was off,
/// the timers were stopped) makes nothing late, nor does a restore that is not reconciled. Reads
/// only.
std::vector<Alert> job_troubles(Database& database, const WatchGround& ground);

/// The same for one job, whether or not `watch` runs.
std::vector<Alert> troubles_of_job(Database& database, const WatchGround& ground,
                                   std::string_view job, Instant watching_since);

}  // namespace saihakko

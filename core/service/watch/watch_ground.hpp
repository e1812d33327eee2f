#pragma once

#include <set>
#include <string>

#include "core/domain/timetable.hpp"
#include "core/domain/working_days.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// What troubles are looked for with.
struct WatchGround {
  const Settings& settings;
  const WorkingDays& working_days;
  const Timetable& timetable;
  Instant now;
  /// The keys of the incidents that are open: one that is measured goes on until it is well over
  /// its limit, so that it does not come and go.
  std::set<std::string> open = {};
};

}  // namespace saihakko

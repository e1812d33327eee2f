#pragma once

#include "core/domain/timetable.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

class Database;

/// Looks for troubles, keeps the incidents (a line in the log and a mail where one begins or ends),
/// and writes the metrics. The run alarms its dead-man's switch while something is wrong that no
/// mail can tell.
void run_watch(JobRun& run, Database& database, const Settings& settings,
               const Timetable& timetable);

}  // namespace saihakko

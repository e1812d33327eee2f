#pragma once

#include "core/service/holiday_list.hpp"
#include "jobs/log.hpp"

namespace saihakko {

/// Says in the log when working days were counted from `from` to `to` and a year's holidays are not
/// known. To be called once a command.
void warn_of_missing_years(Log& log, const HolidayList& holidays, Instant from, Instant to);

}  // namespace saihakko

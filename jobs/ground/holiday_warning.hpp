#pragma once

#include "core/service/run/log.hpp"
#include "core/service/setup/holiday_list.hpp"

namespace saihakko {

/// The list of holidays; where it cannot be used the log says so, and only weekends and the turn of
/// the year are free: no work must stop for it.
HolidayList load_holidays(Log& log, const Settings& settings);

/// Says in the log when working days were counted from `from` to `to` and a year's holidays are not
/// known. To be called once a command.
void warn_of_missing_years(Log& log, const HolidayList& holidays, Instant from, Instant to);

}  // namespace saihakko

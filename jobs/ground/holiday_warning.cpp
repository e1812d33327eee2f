#include "jobs/ground/holiday_warning.hpp"

#include <string>
#include <utility>

namespace saihakko {

HolidayList load_holidays(Log& log, const Settings& settings) {
  HolidayListOrFault read = read_holidays(settings);
  if (!read.fault.empty()) log.warn("holidays_unusable", {{"cause", read.fault}});
  return std::move(read.holidays);
}

void warn_of_missing_years(Log& log, const HolidayList& holidays, Instant from, Instant to) {
  const std::string text = holidays.missing_years_text(from, to);
  if (!text.empty()) log.warn("holidays_missing", {{"cause", text}});
}

}  // namespace saihakko

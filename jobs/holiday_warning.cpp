#include "jobs/holiday_warning.hpp"

namespace saihakko {

void warn_of_missing_years(Log& log, const HolidayList& holidays, Instant from, Instant to) {
  const std::string text = holidays.missing_years_text(from, to);
  if (!text.empty()) log.warn("holidays_missing", {{"cause", text}});
}

}  // namespace saihakko

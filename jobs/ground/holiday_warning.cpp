#include "jobs/ground/holiday_warning.hpp"

#include <string>

#include "core/files/durable_file.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {

HolidayList load_holidays(Log& log, const Settings& settings) {
  std::string cause;
  try {
    return HolidayList::load(settings);
  } catch (const ConfigurationError& e) {
    cause = e.what();
  } catch (const FileError& e) {
    cause = e.what();
  }
  log.warn("holidays_unusable", {{"cause", cause}});
  return {"holidays.csv", WorkingDays({})};
}

void warn_of_missing_years(Log& log, const HolidayList& holidays, Instant from, Instant to) {
  const std::string text = holidays.missing_years_text(from, to);
  if (!text.empty()) log.warn("holidays_missing", {{"cause", text}});
}

}  // namespace saihakko

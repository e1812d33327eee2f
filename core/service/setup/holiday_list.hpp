#pragma once

#include <filesystem>
#include <string>

#include "core/domain/working_days.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The national holidays of `holidays.csv`, a file of the templates, in the form in which the
/// Cabinet Office publishes them (内閣府 syukujitsu.csv:
/// `国民の祝日・休日月日,国民の祝日・休日名称`, rows `2026/1/1,元日`, CP932 or UTF-8).
struct HolidayList {
  std::filesystem::path file;
  WorkingDays working_days;

  /// Throws ConfigurationError naming file and line for a row that is no holiday or stands twice.
  static HolidayList load(const Settings& settings);

  /// What the operator has to do when working days are counted in years whose holidays the file
  /// does not have; empty when it has them all.
  std::string missing_years_text(Instant from, Instant to) const;
};

}  // namespace saihakko

#pragma once

#include <filesystem>
#include <string>

#include "core/domain/working_days.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The national holidays of `holidays.csv`, a file of the templates, in the form in which the
/// Cabinet Office publishes them (内閣府 syukujitsu.csv:
/// `国民の祝日・休日月日,国民の祝日・休日名称`, rows `2026/1/1,元日`, CP932 or UTF-8), or did: with
/// a day twice (1973/9/23 in 2019), with 国民の祝日月日 and hyphens (2018), with the years side by
/// side (2017), and as Excel saves it again, with rows of commas.
struct HolidayList {
  std::filesystem::path file;
  WorkingDays working_days;

  /// Throws ConfigurationError naming file and line for a row that is no holiday, and for a file
  /// without any.
  static HolidayList load(const Settings& settings);

  /// What the operator has to do when working days are counted in years whose holidays the file
  /// does not have; empty when it has them all.
  std::string missing_years_text(Instant from, Instant to) const;
};

/// The list, or without holidays what is wrong with the file: nobody's work stops for it.
struct HolidayListOrFault {
  HolidayList holidays;
  std::string fault;  ///< in Japanese; empty: the list is the file's
};
HolidayListOrFault read_holidays(const Settings& settings);

}  // namespace saihakko

#pragma once

#include <string>
#include <vector>

#include "core/domain/calendar.hpp"

namespace saihakko {

/// 元号.
struct Era {
  JapanDate first_day;
  std::string name;
};

/// `令和08年11月22日`, two digits as in manual step 20; the first year of an era is `01` or, by
/// setting, `元`. `eras` are in the order of their days; for a day before the first one the year of
/// the common era is written.
std::string era_date(JapanDate date, const std::vector<Era>& eras,
                     FirstYear first_year = FirstYear::number);

}  // namespace saihakko

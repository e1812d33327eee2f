#include "core/domain/era.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace saihakko {

std::string era_date(JapanDate day, const std::vector<Era>& eras, FirstYear first_year) {
  const auto after = std::ranges::upper_bound(eras, day, {}, &Era::first_day);
  if (after == eras.begin()) {
    return fmt::format("{}年{:02}月{:02}日", day.year, day.month, day.day);
  }
  const Era& era = *std::prev(after);
  const int year = day.year - era.first_day.year + 1;
  const std::string year_text =
      year == 1 && first_year == FirstYear::gannen ? "元" : fmt::format("{:02}", year);
  return fmt::format("{}{}年{:02}月{:02}日", era.name, year_text, day.month, day.day);
}

}  // namespace saihakko

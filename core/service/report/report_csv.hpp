#pragma once

#include <string>

#include "core/domain/calendar.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The counted days of a month (the day of `month` does not matter): a row a day and union, UTF-8
/// with BOM. Unions are those of which the month tells anything.
std::string monthly_csv(Database& database, JapanDate month);

}  // namespace saihakko

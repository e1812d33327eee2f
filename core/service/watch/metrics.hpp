#pragma once

#include <string>
#include <string_view>

#include "core/domain/timetable.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The state of the service in numbers, as Prometheus' text format. No label names anybody. Reads
/// only. Throws FileError.
std::string metrics_text(Database& database, const Settings& settings, const Timetable& timetable,
                         std::string_view version, Instant now);

/// Puts them into `metrics.file` at one instant, readable for all, its directory made where it is
/// missing; nothing where the setting is empty. For one writer at a time. Throws FileError.
void write_metrics(Database& database, const Settings& settings, const Timetable& timetable,
                   std::string_view version, Instant now);

}  // namespace saihakko

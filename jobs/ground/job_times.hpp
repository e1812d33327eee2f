#pragma once

#include "core/domain/timetable.hpp"

namespace saihakko {

/// The jobs, in the order of `run all`, and when each is due. The reason for a job's time stands in
/// its timer, schedules/systemd/saihakko-NAME.timer.
const Timetable& timetable();

}  // namespace saihakko

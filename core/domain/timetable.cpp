#include "core/domain/timetable.hpp"

#include <stdexcept>

namespace saihakko {

Instant Timetable::next_after(std::string_view job, Instant instant) const {
  for (const TimetableEntry& entry : entries_) {
    if (entry.job == job) return entry.schedule.next_after(instant);
  }
  throw std::logic_error("a job that is not in the timetable");
}

}  // namespace saihakko

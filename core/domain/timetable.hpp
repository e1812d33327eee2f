#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/domain/schedule.hpp"

namespace saihakko {

/// A job and when it is due.
struct TimetableEntry {
  std::string job;
  Schedule schedule;
};

/// The jobs of the service, in the order in which they work.
class Timetable {
 public:
  explicit Timetable(std::vector<TimetableEntry> entries) : entries_(std::move(entries)) {}

  const std::vector<TimetableEntry>& entries() const { return entries_; }

  /// The first due instant of the job later than `instant`. The job must be one of these.
  Instant next_after(std::string_view job, Instant instant) const;

 private:
  std::vector<TimetableEntry> entries_;
};

}  // namespace saihakko

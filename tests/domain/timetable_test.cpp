#include "core/domain/timetable.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "core/domain/calendar.hpp"

namespace saihakko {
namespace {

TEST(Timetable, TellsWhenAJobIsDueNext) {
  const Timetable timetable(
      {{"purge", Schedule::at({2}, 20)}, {"watch", Schedule::every(10, 8, {})}});
  const Instant now = parse_rfc3339("2026-11-22T09:05:00+09:00").value();
  EXPECT_EQ(japan_minute(timetable.next_after("purge", now)), "2026-11-23 02:20");
  EXPECT_EQ(japan_minute(timetable.next_after("watch", now)), "2026-11-22 09:08");
  EXPECT_THROW(timetable.next_after("report", now), std::logic_error);
}

}  // namespace
}  // namespace saihakko

#include "jobs/ground/job_times.hpp"

namespace saihakko {

const Timetable& timetable() {
  static const Timetable times({
      {"import-ledger", Schedule::at({3, 12}, 10)},
      {"import-postcodes", Schedule::at({3}, 0)},
      {"take-bounces", Schedule::every(10, 9, {})},
      {"track-letters", Schedule::every(10, 3, {8, 19})},
      {"expire-codes", Schedule::every(10, 7, {})},
      {"take-applications", Schedule::every(2, 0, {})},
      {"screen-applications", Schedule::every(5, 1, {7, 20})},
      {"take-decisions", Schedule::every(10, 5, {8, 19})},
      {"render-letters", Schedule::at({8, 13}, 30, RunDays::monday_to_friday)},
      {"send-notices", Schedule::every(1, 0, {})},
      {"review-worksheet", Schedule::at({8, 10, 13, 15}, 20)},
      {"purge", Schedule::at({2}, 20)},
      {"backup", Schedule::at({2, 12}, 45)},
      {"report", Schedule::at({6}, 40)},
      {"watch", Schedule::every(10, 8, {})},
  });
  return times;
}

}  // namespace saihakko

/// Prints what the manual pages and the completion are made from, a line each: `setting KEY` for
/// every setting, `job NAME` for every job. Built for the package, never part of it.

#include <iostream>

#include "jobs/ground/job_times.hpp"
#include "jobs/settings/configuration.hpp"

int main() {
  for (const std::string& key : saihakko::setting_keys("NN"))
    std::cout << "setting " << key << '\n';
  for (const saihakko::TimetableEntry& entry : saihakko::timetable().entries())
    std::cout << "job " << entry.job << '\n';
  return std::cout.flush() ? 0 : 1;
}

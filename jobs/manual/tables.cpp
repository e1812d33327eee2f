/// Prints what the manual pages and the completion are made from, a line each: `setting KEY` for
/// every setting, `job NAME` for every job. Built for the package, never part of it.

#include <iostream>

#include "jobs/settings/configuration.hpp"
#include "jobs/work/job_list.hpp"

int main() {
  for (const std::string& key : saihakko::setting_keys("NN"))
    std::cout << "setting " << key << '\n';
  for (const saihakko::Job& job : saihakko::all_jobs())
    std::cout << "job " << job.name << '\n';
  return std::cout.flush() ? 0 : 1;
}

#include "jobs/work/review_worksheet_job.hpp"

#include "core/service/review/worksheet_facts.hpp"

namespace saihakko {

void run_review_worksheet(JobRun& run, Database& database, const WorksheetDesk& desk) {
  for (const std::string& prefecture : unions_to_list(database)) {
    if (!run.may_go_on()) return;
    try {
      const auto made = make_worksheet(database, run.actor(), desk, prefecture,
                                       MakeWorksheet::when_new, run.now());
      if (!made) continue;
      run.done();
      run.log().info("worksheet_made", {{"job", run.job()},
                                        {"file", made->xlsx.filename().string()},
                                        {"applications", made->applications}});
    } catch (const std::exception& failure) {
      run.failed(prefecture, failure);
    }
  }
}

}  // namespace saihakko

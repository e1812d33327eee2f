#include "jobs/work/report_job.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/service/report/daily_report.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostDays = 400;  // a run

/// A failure of the counts and not of the file system: the other days go on.
void tell_of_imbalances(JobRun& run, const ReportDesk& desk, const std::string& day,
                        const DailyReport& report) {
  for (const Imbalance& imbalance : report.imbalances) {
    run.log().error(
        "counts_do_not_balance",
        {{"job", run.job()}, {"day", day}, {"cause", japanese(imbalance, desk.unions)}});
  }
  run.failed_alone(day, std::runtime_error("件数の収支が合いません。saihakko audit verify で"
                                           "監査記録と申請を調べてください"));
}

enum class Page { first, anew };

void publish(JobRun& run, Database& database, const ReportDesk& desk, std::int64_t day, Page page) {
  const std::string name = day_text(day);
  try {
    const DailyReport report = publish_report(database, desk, day, run.now());
    if (!report.imbalances.empty()) return tell_of_imbalances(run, desk, name, report);
    if (page == Page::anew) return;
    run.done();
    run.log().info("report_made", {{"job", run.job()}, {"file", report.page.filename().string()}});
  } catch (const std::exception& failure) {
    run.failed(name, failure);
  }
}

void take_back_days_to_come(JobRun& run, Database& database) {
  const std::int64_t gone = uncount_days_to_come(database, run.actor(), run.now());
  if (gone == 0) return;
  run.log().warn("days_uncounted",
                 {{"job", run.job()}, {"days", gone}, {"cause", "時計が進んでいた間の日報です"}});
}

}  // namespace

void run_report(JobRun& run, Database& database, const Settings& settings) {
  const UnionList unions = UnionList::load(settings);
  const ReportTemplate page = ReportTemplate::load(settings);
  const ReportDesk desk{settings, unions, page};
  if (!run.clock_moved()) take_back_days_to_come(run, database);
  count_days(database, run.actor(), run.next_chunk(kMostDays), run.now());
  const std::vector<std::int64_t> days = days_to_publish(database);
  for (const std::int64_t day : days) {
    if (!run.may_go_on()) return;
    publish(run, database, desk, day, Page::first);
    run.show_progress(std::ssize(days));
  }
  const auto newest = newest_counted_day(database);
  if (days.empty() && newest) publish(run, database, desk, *newest, Page::anew);
}

}  // namespace saihakko

#include "jobs/work/screen_applications_job.hpp"

#include "core/service/applications/screen_in_turn.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 200;

/// Walks along the ids, so that an item that failed is met once a run.
template <class Screen>
void for_each_application(JobRun& run, Database& database, ToScreen why, Screen screen) {
  std::int64_t after_id = 0;
  while (run.may_go_on()) {
    const auto chunk = applications_to_screen(database, why, after_id, run.next_chunk(kChunk));
    if (chunk.empty()) return;
    for (const Application& application : chunk) {
      if (!run.may_go_on()) return;
      after_id = application.id;
      try {
        screen(application);
        run.done();
      } catch (const std::exception& failure) {
        run.failed(application.receipt_number, failure);
      }
      run.show_progress();
    }
  }
}

}  // namespace

void run_screen_applications(JobRun& run, Database& database, const LetterPress& press,
                             const Outbox& outbox, const ReasonList& reasons,
                             const ReviewSettings& rules) {
  std::int64_t refused = 0;
  const auto screen = [&](const Application& application) {
    const auto outcome = screen_in_turn(database, run.actor(), press, outbox, reasons, rules,
                                        application, run.now());
    if (outcome == ScreenOutcome::refused) ++refused;
    if (outcome == ScreenOutcome::waits_for_ledger) {
      run.log().warn("waits_for_ledger", {{"job", run.job()},
                                          {"receipt_number", application.receipt_number},
                                          {"prefecture", application.office_number.prefecture()}});
    }
  };
  for_each_application(run, database, ToScreen::submitted, screen);
  for_each_application(run, database, ToScreen::ledger_changed, screen);
  run.log().info("applications_screened",
                 {{"job", run.job()}, {"screened", run.done_count()}, {"refused", refused}});
}

}  // namespace saihakko

#include "jobs/work/job_list.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/service/mails/mail_way.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/letters_place.hpp"
#include "jobs/ground/holiday_warning.hpp"
#include "jobs/ground/job_times.hpp"
#include "jobs/ground/nearest_word.hpp"
#include "jobs/ground/service_rooms.hpp"
#include "jobs/work/backup_job.hpp"
#include "jobs/work/expire_codes_job.hpp"
#include "jobs/work/import_ledger_job.hpp"
#include "jobs/work/import_postcodes_job.hpp"
#include "jobs/work/purge_job.hpp"
#include "jobs/work/render_letters_job.hpp"
#include "jobs/work/report_job.hpp"
#include "jobs/work/review_worksheet_job.hpp"
#include "jobs/work/screen_applications_job.hpp"
#include "jobs/work/send_notices_job.hpp"
#include "jobs/work/take_applications_job.hpp"
#include "jobs/work/take_bounces_job.hpp"
#include "jobs/work/take_decisions_job.hpp"
#include "jobs/work/track_letters_job.hpp"
#include "jobs/work/watch_job.hpp"

namespace saihakko {
namespace {

void import_ledger(JobRun& run, Database& database, const Settings& settings) {
  run_import_ledger(run, database, settings);
}

void import_postcodes(JobRun& run, Database& database, const Settings& settings) {
  run_import_postcodes(run, database, settings);
}

void take_bounces(JobRun& run, Database& database, const Settings& settings) {
  run_take_bounces(run, database, settings, load_key(settings));
}

void track_letters(JobRun& run, Database& database, const Settings& settings) {
  run_track_letters(run, database, settings);
}

void expire_codes(JobRun& run, Database& database, const Settings& settings) {
  run_expire_codes(run, database, settings);
  if (!any_asks_for_envelope(settings)) return;
  const FrontRoom front(settings);
  const ReasonList reasons = ReasonList::load(settings);
  const HolidayList holidays = load_holidays(run.log(), settings);
  run_envelope_waits(run, database, {settings, front.outbox, reasons, holidays.working_days});
}

void take_applications(JobRun& run, Database& database, const Settings& settings) {
  const FrontRoom front(settings);
  run_take_applications(run, database, settings, front.outbox);
}

void screen_applications(JobRun& run, Database& database, const Settings& settings) {
  const ReviewRoom review(settings);
  run_screen_applications(run, database, review.press, review.front.outbox, review.reasons,
                          review.rules);
}

void take_decisions(JobRun& run, Database& database, const Settings& settings) {
  const ReviewRoom review(settings);
  run_take_decisions(run, database, settings, review.desk());
}

void render_letters(JobRun& run, Database& database, const Settings& settings) {
  const ReviewRoom review(settings);
  const HolidayList holidays = load_holidays(run.log(), settings);
  SystemRandom random;
  require_letters_place(database, settings);
  run_render_letters(run, database,
                     {settings, review.front.unions, review.press, review.front.outbox, random,
                      holidays.working_days});
}

void send_notices(JobRun& run, Database& database, const Settings& settings) {
  const MasterKey key = load_key(settings);
  const MailRoom room(settings, key);
  refuse_mail_of_rehearsal(settings, database);
  open_mail_way(settings);  // what is wrong with the settings shows even when nothing is due
  SystemRandom random;
  run_send_notices(run, database, settings.state_dir / "owners",
                   {.settings = settings.mail,
                    .key = key,
                    .room = room,
                    .random = random,
                    .relay = mail_way_name(settings),
                    .open = [&] { return open_mail_way(settings); }});
}

void purge(JobRun& run, Database& database, const Settings& settings) {
  require_letters_place(database, settings);
  run_purge(run, database, settings);
}

void backup(JobRun& run, Database& database, const Settings& settings) {
  const MasterKey key = load_key(settings);
  run_backup(run, database, settings, key);
}

void report(JobRun& run, Database& database, const Settings& settings) {
  run_report(run, database, settings);
}

void review_worksheet(JobRun& run, Database& database, const Settings& settings) {
  const ReasonList reasons = ReasonList::load(settings);
  const UnionList unions = UnionList::load(settings);
  const HolidayList holidays = load_holidays(run.log(), settings);
  run_review_worksheet(run, database, {settings, reasons, unions, holidays.working_days});
}

void watch(JobRun& run, Database& database, const Settings& settings) {
  run_watch(run, database, settings, timetable());
}

}  // namespace

const std::vector<Job>& all_jobs() {
  static const std::vector<Job> jobs{
      {"import-ledger", SideBySide::never, import_ledger},
      {"import-postcodes", SideBySide::never, import_postcodes},
      {"take-bounces", SideBySide::never, take_bounces},
      {"track-letters", SideBySide::never, track_letters},
      {"expire-codes", SideBySide::never, expire_codes},
      {"take-applications", SideBySide::never, take_applications},
      {"screen-applications", SideBySide::never, screen_applications},
      {"take-decisions", SideBySide::never, take_decisions},
      {"render-letters", SideBySide::never, render_letters, AfterRestore::waits},
      {"send-notices", SideBySide::allowed, send_notices, AfterRestore::waits},
      {"review-worksheet", SideBySide::never, review_worksheet},
      {"purge", SideBySide::never, purge, AfterRestore::waits},
      {"backup", SideBySide::never, backup},
      {"report", SideBySide::never, report},
      {"watch", SideBySide::never, watch},
  };
  return jobs;
}

const Job& job_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Job& job : all_jobs()) {
    if (job.name == name) return job;
    names.emplace_back(job.name);
  }
  throw UsageError(fmt::format("知らないジョブ {} です。{}", name, nearest_word_text(name, names)));
}

}  // namespace saihakko

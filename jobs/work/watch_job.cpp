#include "jobs/work/watch_job.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/keeping/compare_pieces.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/watch/incidents.hpp"
#include "core/service/watch/look_around.hpp"
#include "core/service/watch/metrics.hpp"
#include "jobs/ground/holiday_warning.hpp"
#include "jobs/ground/service_rooms.hpp"

namespace saihakko {
namespace {

// A second or two of a run that comes every few minutes: a million rows are read in an hour.
constexpr std::int64_t kComparedRows = 100'000;

/// What mails are made of, or why they cannot be.
class AlertDesk {
 public:
  explicit AlertDesk(const Settings& settings) {
    try {
      front_.emplace(settings);
    } catch (const ConfigurationError& e) {
      fault_ = e.what();
    } catch (const KeyError& e) {
      fault_ = e.what();
    } catch (const FileError& e) {
      fault_ = e.what();
    }
    if (!settings.alerts_mail) return;
    post_.way = front_ ? AlertPost::Way::ready : AlertPost::Way::unusable;
    post_.recipient = *settings.alerts_mail;
    if (front_) post_.outbox = &front_->outbox;
  }

  const AlertPost& post() const { return post_; }
  const std::string& fault() const { return fault_; }

 private:
  std::optional<FrontRoom> front_;
  std::string fault_;
  AlertPost post_;
};

void log_change(JobRun& run, const IncidentChange& change) {
  const Incident& incident = change.incident;
  const AlertRule& rule = alert_rule(incident.alert.kind);
  const bool ended = change.what == IncidentChange::What::ended;
  LogLevel level = rule.level == AlertLevel::error ? LogLevel::error : LogLevel::warn;
  if (ended) level = LogLevel::info;
  run.log().write(level, ended ? "incident_ended" : "incident_begun",
                  {{"job", run.job()},
                   {"incident", incident.alert.key},
                   {"section", rule.section},
                   {"cause", incident.alert.sentence},
                   {"command", incident.alert.command},
                   {"since", rfc3339(incident.begun_at)}});
}

/// Logs the open incidents of which nobody could read.
bool any_mail_was_lost(JobRun& run, Database& database) {
  const auto lost = incidents_nobody_read(database);
  for (const std::string& key : lost) {
    run.log().error("alert_mail_lost",
                    {{"job", run.job()},
                     {"incident", key},
                     {"cause", "警報のメールが届きませんでした。alerts.mail を確かめてください"}});
  }
  return !lost.empty();
}

}  // namespace

void run_watch(JobRun& run, Database& database, const Settings& settings,
               const Timetable& timetable) {
  const AlertDesk desk(settings);
  const HolidayList holidays = load_holidays(run.log(), settings);
  const Instant now = run.now();
  const WatchGround ground{settings, holidays.working_days, timetable, now,
                           keys_of_open_incidents(database)};
  compare_pieces(database, kComparedRows, now);
  std::vector<Alert> seen = look_around(database, ground);
  if (!desk.fault().empty()) {
    seen.push_back(make_alert(AlertKind::setup_unusable, {}, {desk.fault()}));
  }
  const bool no_mail_tells = std::ranges::any_of(seen, [&](const Alert& alert) {
    return alert.mail_may_not_leave || desk.post().way != AlertPost::Way::ready;
  });
  if (no_mail_tells || any_mail_was_lost(run, database)) run.raise_alarm();
  keep_incidents(database, run.actor(), seen, desk.post(), settings.watch.calm_minutes * kMinuteMs,
                 now, run.clock_moved() ? TurnTime::set : TurnTime::real,
                 [&](const IncidentChange& change) {
                   log_change(run, change);
                   run.done();
                 });
  write_metrics(database, settings, timetable, SAIHAKKO_VERSION, now);
}

}  // namespace saihakko

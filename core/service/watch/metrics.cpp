#include "core/service/watch/metrics.hpp"

#include <map>
#include <utility>

#include "core/domain/application_state.hpp"
#include "core/domain/letter_state.hpp"
#include "core/domain/notice_state.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/watch/certificate_terms.hpp"
#include "core/service/watch/disk_space.hpp"
#include "core/service/watch/exposition.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/incidents_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/notices_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/runs_table.hpp"
#include "core/store/queries/work_waiting.hpp"

namespace saihakko {
namespace {

constexpr mode_t kDirectoryMode = 0755;
constexpr mode_t kFileMode = 0644;  // the exporter runs as another user

double seconds(Instant instant) {
  constexpr double kMs = 1000;
  return static_cast<double>(instant.ms) / kMs;
}

class Metrics {
 public:
  Metrics(Database& database, const Settings& settings, const Timetable& timetable)
      : database_(database), settings_(settings), timetable_(timetable) {}

  void add_service(std::string_view version, Instant now) {
    out_.gauge("build_info", "The program that wrote this.");
    out_.sample({{"version", version}}, 1);
    out_.gauge("metrics_timestamp_seconds", "When this was written.");
    out_.sample({}, seconds(now));
    out_.gauge("offices", "Offices of the ledger.");
    out_.sample({}, static_cast<double>(count_offices(database_)));
  }

  void add_applications() {
    std::map<std::string, StateCount> counts;
    for (StateCount& count : count_applications(database_)) {
      const std::string state = count.state;
      counts.emplace(state, std::move(count));
    }
    out_.gauge("applications", "Applications by state.");
    for (const ApplicationState state : all_application_states()) {
      const auto found = counts.find(std::string(to_text(state)));
      out_.sample({{"state", to_text(state)}},
                  found == counts.end() ? 0 : static_cast<double>(found->second.count));
    }
    out_.gauge("application_oldest_timestamp_seconds",
               "Since when the oldest application has been in an open state.");
    for (const auto& [state, count] : counts) {
      if (is_open(parse_application_state(state).value())) {
        out_.sample({{"state", state}}, seconds(count.oldest));
      }
    }
  }

  void add_letters() {
    std::map<std::string, std::int64_t> counts;
    for (const LetterCount& count : count_letters(database_))
      counts[count.state] = count.count;
    out_.gauge("letters", "Letters by state.");
    for (const LetterState state : all_letter_states()) {
      out_.sample({{"state", to_text(state)}},
                  static_cast<double>(counts[std::string(to_text(state))]));
    }
  }

  void add_mails() {
    std::map<std::string, std::int64_t> counts;
    for (const NoticeCount& count : count_notices(database_))
      counts[count.state] = count.count;
    out_.gauge("notices", "Mails of the outbox by state.");
    for (const NoticeState state : all_notice_states()) {
      out_.sample({{"state", to_text(state)}},
                  static_cast<double>(counts[std::string(to_text(state))]));
    }
    const MailOutcomes ever = mail_outcomes(database_, {});
    out_.counter("mails_total", "Mails handed to the relay, by what came of them.");
    out_.sample({{"outcome", "sent"}}, static_cast<double>(ever.sent));
    out_.sample({{"outcome", "failed"}}, static_cast<double>(ever.failed));
    out_.counter("bounces_total", "Mails that came back for good.");
    out_.sample({}, static_cast<double>(ever.bounced));
  }

  void add_jobs(Instant now) {
    std::map<std::string, Run> last;
    std::map<std::string, Run> good;
    for (const TimetableEntry& entry : timetable_.entries()) {
      if (const auto run = last_run(database_, entry.job)) last.emplace(entry.job, *run);
      if (const auto run = latest_good_run(database_, entry.job, now)) good.emplace(entry.job, *run);
    }
    out_.gauge("job_last_start_timestamp_seconds", "When a job began its last run.");
    for (const auto& [job, run] : last)
      out_.sample({{"job", job}}, seconds(run.started_at));
    out_.gauge("job_last_success_timestamp_seconds",
               "When a job began the last run that did its work.");
    for (const auto& [job, run] : good)
      out_.sample({{"job", job}}, seconds(run.started_at));
    out_.gauge("job_last_exit_code", "How a job's last run ended, by sysexits.");
    for (const auto& [job, run] : last)
      if (run.ended_at) out_.sample({{"job", job}}, static_cast<double>(run.exit_code));
    out_.gauge("job_last_duration_seconds", "How long a job's last run took.");
    for (const auto& [job, run] : last)
      if (run.ended_at)
        out_.sample({{"job", job}}, seconds({run.ended_at->ms - run.started_at.ms}));
    out_.gauge("job_failures_in_a_row", "Runs that failed since the last one that did not.");
    for (const TimetableEntry& entry : timetable_.entries()) {
      out_.sample({{"job", entry.job}},
                  static_cast<double>(failed_runs_in_a_row(database_, entry.job).count));
    }
    out_.gauge("job_next_start_timestamp_seconds", "When a job is due next.");
    for (const TimetableEntry& entry : timetable_.entries())
      out_.sample({{"job", entry.job}}, seconds(entry.schedule.next_after(now)));
  }

  void add_house() {
    const auto disks = disk_spaces(settings_);
    out_.gauge("disk_free_bytes", "Room on the disk of a place.");
    for (const DiskSpace& disk : disks)
      out_.sample({{"place", disk.place}}, static_cast<double>(disk.free_bytes));
    out_.gauge("disk_size_bytes", "Size of the disk of a place.");
    for (const DiskSpace& disk : disks)
      out_.sample({{"place", disk.place}}, static_cast<double>(disk.size_bytes));
    out_.gauge("certificate_expiry_timestamp_seconds",
               "When a certificate lapses; 0 for one that cannot be used.");
    for (const CertificateTerm& term : print_room_certificates(settings_)) {
      out_.sample({{"certificate", "print_room"}, {"union", term.of}},
                  seconds(term.until.value_or(Instant())));
    }
    if (const auto relay = relay_authorities(settings_)) {
      out_.sample({{"certificate", "relay_ca"}, {"union", ""}},
                  seconds(relay->until.value_or(Instant())));
    }
  }

  void add_incidents() {
    out_.gauge("incident_begin_timestamp_seconds", "Since when an incident has been open.");
    for (const Incident& incident : open_incidents(database_)) {
      const AlertRule& rule = alert_rule(incident.alert.kind);
      out_.sample({{"incident", incident.alert.key},
                   {"level", to_text(rule.level)},
                   {"section", rule.section}},
                  seconds(incident.begun_at));
    }
    out_.counter("incidents_total", "Incidents that have begun.");
    out_.sample({}, static_cast<double>(count_incidents(database_)));
  }

  const std::string& text() const { return out_.text(); }

 private:
  Database& database_;
  const Settings& settings_;
  const Timetable& timetable_;
  Exposition out_;
};

}  // namespace

std::string metrics_text(Database& database, const Settings& settings, const Timetable& timetable,
                         std::string_view version, Instant now) {
  Metrics metrics(database, settings, timetable);
  metrics.add_service(version, now);
  metrics.add_applications();
  metrics.add_letters();
  metrics.add_mails();
  metrics.add_jobs(now);
  metrics.add_house();
  metrics.add_incidents();
  return metrics.text();
}

void write_metrics(Database& database, const Settings& settings, const Timetable& timetable,
                   std::string_view version, Instant now) {
  const auto& file = settings.metrics_file;
  if (file.empty()) return;
  if (file.has_parent_path()) make_directories(file.parent_path(), kDirectoryMode);
  replace_file(file, metrics_text(database, settings, timetable, version, now), kFileMode);
}

}  // namespace saihakko

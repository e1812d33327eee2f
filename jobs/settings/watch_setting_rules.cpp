#include "jobs/settings/watch_setting_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/service/setup/configuration_error.hpp"
#include "jobs/ground/job_times.hpp"
#include "jobs/settings/mail_setting_rules.hpp"

namespace saihakko {
namespace {

SettingRule number(std::int64_t least, std::int64_t most, int WatchSettings::*figure) {
  return [=](Settings& settings, const SettingAssignment& at) {
    settings.watch.*figure = static_cast<int>(parse_number(at, least, most));
  };
}

void set_unwatched(Settings& settings, const SettingAssignment& at) {
  std::istringstream words(at.value);
  settings.watch.unwatched_jobs.clear();
  for (std::string job; words >> job;) {
    const bool known = std::ranges::any_of(
        timetable().entries(), [&](const TimetableEntry& one) { return one.job == job; });
    if (!known) fail_setting(at, fmt::format("{} というジョブはありません", job));
    settings.watch.unwatched_jobs.insert(job);
  }
}

/// The value is as good as a password: no message shows it.
SettingRule address_of(const std::string& job) {
  return [job](Settings& settings, const SettingAssignment& at) {
    const auto address = PingAddress::parse(at.value);
    if (!address) {
      throw ConfigurationError(fmt::format(
          "{}: {}: https:// か http:// で始まるアドレスとして読めません", at.place, at.key));
    }
    settings.ping.addresses.insert_or_assign(job, *address);
  };
}

}  // namespace

std::map<std::string, SettingRule, std::less<>> watch_setting_rules() {
  std::map<std::string, SettingRule, std::less<>> rules{
      {"alerts.mail",
       [](Settings& s, const SettingAssignment& at) {
         s.alerts_mail.reset();
         if (!at.value.empty()) s.alerts_mail = parse_address(at);
       }},
      {"watch.submitted_days", number(0, 60, &WatchSettings::submitted_days)},
      {"watch.in_review_days", number(0, 60, &WatchSettings::in_review_days)},
      {"watch.on_hold_days", number(0, 250, &WatchSettings::on_hold_days)},
      {"watch.approved_days", number(0, 60, &WatchSettings::approved_days)},
      {"watch.mail_minutes", number(5, 10'000, &WatchSettings::mail_minutes)},
      {"watch.deferred_minutes", number(5, 10'000, &WatchSettings::deferred_minutes)},
      {"watch.job_minutes", number(5, 10'000, &WatchSettings::job_minutes)},
      {"watch.failures", number(1, 1000, &WatchSettings::failures)},
      {"watch.failing_minutes", number(5, 10'000, &WatchSettings::failing_minutes)},
      {"watch.calm_minutes", number(0, 10'000, &WatchSettings::calm_minutes)},
      {"watch.disk_percent", number(1, 90, &WatchSettings::disk_percent)},
      {"watch.certificate_days", number(1, 365, &WatchSettings::certificate_days)},
      {"watch.bounce_percent", number(1, 100, &WatchSettings::bounce_percent)},
      {"watch.bounce_days", number(1, 365, &WatchSettings::bounce_days)},
      {"watch.bounce_mails", number(1, 1'000'000, &WatchSettings::bounce_mails)},
      {"watch.backup_hours", number(1, 1000, &WatchSettings::backup_hours)},
      {"watch.postcodes_days", number(0, 10'000, &WatchSettings::postcodes_days)},
      {"watch.guesses", number(1, 100, &WatchSettings::guesses)},
      {"watch.wrong_logins", number(1, 1'000'000, &WatchSettings::wrong_logins)},
      {"watch.unwatched_jobs", set_unwatched},
      {"ping.seconds",
       [](Settings& s, const SettingAssignment& at) {
         s.ping.seconds = static_cast<int>(parse_number(at, 1, 60));
       }},
  };
  for (const TimetableEntry& entry : timetable().entries()) {
    rules.emplace(fmt::format("ping.{}", entry.job), address_of(entry.job));
  }
  return rules;
}

}  // namespace saihakko

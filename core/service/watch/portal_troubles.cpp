#include "core/service/watch/portal_troubles.hpp"

#include <fmt/format.h>

#include "core/store/tables/codes_table.hpp"
#include "core/store/tables/login_failures_table.hpp"
#include "core/store/tables/portal_counts_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kMostNamed = 3;
constexpr std::int64_t kMostCounted = 1000;

void look_at_guesses(Database& database, const WatchGround& ground, std::vector<Alert>& alerts) {
  const int limit = ground.settings.watch.guesses;
  const auto offices = guessed_offices(database, limit, kMostCounted);
  if (offices.empty()) return;
  std::string named;
  for (std::size_t i = 0; i < offices.size() && i < kMostNamed; ++i)
    named += (i == 0 ? "" : "、") + offices[i];
  if (offices.size() > kMostNamed) named += " ほか";
  alerts.push_back(make_alert(AlertKind::guessing, {},
                              {std::to_string(offices.size()), std::to_string(limit), named}));
}

void look_at_totals(Database& database, const WatchGround& ground, std::vector<Alert>& alerts) {
  const Instant since = ground.now.plus_ms(-kHourMs);
  const int most_wrong = ground.settings.watch.wrong_logins;
  const std::int64_t wrong = portal_events_since(database, "login_failed", since, ground.now) +
                             portal_events_since(database, "login_refused", since, ground.now);
  if (wrong >= most_wrong) {
    alerts.push_back(make_alert(AlertKind::wrong_logins, {},
                                {std::to_string(wrong), std::to_string(most_wrong)}));
  }
  const int most_codes = ground.settings.codes.alert_service_per_hour;
  for (const CodePurpose purpose : {CodePurpose::reset, CodePurpose::application}) {
    const std::int64_t codes = count_sent_codes(database, purpose, since, ground.now);
    if (codes < most_codes) continue;
    alerts.push_back(make_alert(
        AlertKind::many_codes, {std::string(to_text(purpose))},
        {std::string(japanese(purpose)), std::to_string(codes), std::to_string(most_codes)}));
  }
}

}  // namespace

std::vector<Alert> portal_troubles(Database& database, const WatchGround& ground) {
  std::vector<Alert> alerts;
  look_at_guesses(database, ground, alerts);
  look_at_totals(database, ground, alerts);
  return alerts;
}

}  // namespace saihakko

#include "core/store/tables/incidents_table.hpp"

#include <tuple>
#include <utility>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

using Id = std::tuple<std::int64_t>;
using Row = std::tuple<std::int64_t, std::string, std::string, std::string, std::string,
                       std::int64_t, std::int64_t, std::optional<std::int64_t>, std::int64_t>;

#define INCIDENT_COLUMNS                                                                     \
  "SELECT incident_id, incident_key, kind, sentence, command, begun_ms, seen_ms, ended_ms, " \
  "told FROM incidents "

constexpr const char* kOpen = INCIDENT_COLUMNS "WHERE ended_ms IS NULL ORDER BY incident_id";
// The cause is what Outbox::queue_alert calls the mail of an incident's beginning.
constexpr const char* kUntold =
    "SELECT incident_key FROM incidents JOIN notices ON application_id IS NULL "
    "AND notices.kind = 'alert' AND cause = incident_key || ' ' || begun_ms || ' begun' "
    "WHERE ended_ms IS NULL AND state IN ('failed', 'bounced') ORDER BY incident_id";
constexpr const char* kNewest = INCIDENT_COLUMNS "ORDER BY incident_id DESC LIMIT $1";
constexpr const char* kCount = "SELECT COUNT(*) FROM incidents";
constexpr const char* kBegin =
    "INSERT INTO incidents (incident_key, kind, sentence, command, begun_ms, seen_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING incident_id";
constexpr const char* kSee =
    "UPDATE incidents SET sentence = $1, seen_ms = $2 WHERE incident_id = $3 AND ended_ms IS NULL";
constexpr const char* kTold = "UPDATE incidents SET told = 1 WHERE incident_id = $1";
constexpr const char* kEnd =
    "UPDATE incidents SET ended_ms = $1 WHERE incident_id = $2 AND ended_ms IS NULL "
    "RETURNING incident_id";

std::vector<Incident> from(std::vector<Row>&& rows) {
  std::vector<Incident> incidents;
  for (auto& [id, key, word, sentence, command, begun, seen, ended, told] : rows) {
    const AlertRule& rule = alert_rule(parse_alert_kind(word).value());
    Incident incident{.id = id,
                      .alert = {rule.kind, std::move(key), std::move(sentence), std::move(command),
                                rule.mail_may_not_leave},
                      .begun_at = {begun},
                      .seen_at = {seen},
                      .ended_at = std::nullopt,
                      .told = told != 0};
    if (ended) incident.ended_at = Instant{*ended};
    incidents.push_back(std::move(incident));
  }
  return incidents;
}

}  // namespace

std::vector<Incident> open_incidents(Database& database) {
  return from(database.select<Row>(kOpen));
}

std::vector<std::string> incidents_untold_in_the_end(Database& database) {
  std::vector<std::string> keys;
  for (auto& [key] : database.select<std::tuple<std::string>>(kUntold))
    keys.push_back(std::move(key));
  return keys;
}

std::vector<Incident> newest_incidents(Database& database, std::int64_t limit) {
  return from(database.select<Row>(kNewest, limit));
}

std::int64_t count_incidents(Database& database) {
  return std::get<0>(database.select_one<Id>(kCount).value());
}

std::optional<std::int64_t> begin_incident(Database& database, const Alert& alert, Instant now) {
  const auto id = database.select_one<Id>(kBegin, alert.key, alert_rule(alert.kind).word,
                                          alert.sentence, alert.command, now.ms, now.ms);
  if (!id) return std::nullopt;
  return std::get<0>(*id);
}

void see_incident(Database& database, std::int64_t id, const Alert& alert, Instant now) {
  database.execute(kSee, alert.sentence, now.ms, id);
}

void mark_incident_told(Database& database, std::int64_t id) {
  database.execute(kTold, id);
}

bool end_incident(Database& database, std::int64_t id, Instant now) {
  return database.select_one<Id>(kEnd, now.ms, id).has_value();
}

}  // namespace saihakko

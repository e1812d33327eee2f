#include "core/service/watch/incidents.hpp"

#include <fmt/format.h>

#include <map>

#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

class Keeping {
 public:
  Keeping(Database& database, const Actor& actor, const AlertPost& post, Instant now,
          const std::function<void(const IncidentChange&)>& tell)
      : database_(database), actor_(actor), post_(post), now_(now), tell_(tell) {}

  void begin(const Alert& alert) {
    Incident incident{.id = 0,
                      .alert = alert,
                      .begun_at = now_,
                      .seen_at = now_,
                      .ended_at = std::nullopt,
                      .told = false};
    tell_({IncidentChange::What::begun, incident});
    Transaction transaction(database_);
    const auto id = begin_incident(database_, alert, now_);
    if (!id) return;
    incident.id = *id;
    audit("incident_begun", incident);
    tell_by_mail(incident);
    transaction.commit();
  }

  void go_on(const Incident& incident, const Alert& alert) {
    Transaction transaction(database_);
    see_incident(database_, incident.id, alert, now_);
    if (!incident.told) tell_by_mail(incident);
    transaction.commit();
  }

  void end(const Incident& incident) {
    if (incident.told && post_.way == AlertPost::Way::unusable) return;
    tell_({IncidentChange::What::ended, incident});
    Transaction transaction(database_);
    if (!end_incident(database_, incident.id, now_)) return;
    audit("incident_ended", incident);
    if (incident.told && post_.way == AlertPost::Way::ready) {
      queue(incident, AlertMail::Tells::ended);
    }
    transaction.commit();
  }

 private:
  void audit(std::string_view event, const Incident& incident) {
    append_audit(database_, actor_, now_,
                 {std::string(event), fmt::format("incident:{}", incident.id), incident.alert.key});
  }

  void tell_by_mail(const Incident& incident) {
    if (post_.way != AlertPost::Way::ready) return;
    queue(incident, AlertMail::Tells::begun);
    mark_incident_told(database_, incident.id);
  }

  void queue(const Incident& incident, AlertMail::Tells tells) {
    const AlertRule& rule = alert_rule(incident.alert.kind);
    post_.outbox->queue_alert(database_,
                              {.tells = tells,
                               .recipient = post_.recipient,
                               .key = incident.alert.key,
                               .title = rule.title,
                               .sentence = incident.alert.sentence,
                               .command = incident.alert.command,
                               .section = rule.section,
                               .since = incident.begun_at},
                              now_);
  }

  Database& database_;
  const Actor& actor_;
  const AlertPost& post_;
  Instant now_;
  const std::function<void(const IncidentChange&)>& tell_;
};

}  // namespace

void keep_incidents(Database& database, const Actor& actor, const std::vector<Alert>& seen,
                    const AlertPost& post, std::int64_t calm_ms, Instant now, TurnTime time,
                    const std::function<void(const IncidentChange&)>& tell) {
  std::map<std::string, Incident> open;
  for (Incident& incident : open_incidents(database)) {
    std::string key = incident.alert.key;
    open.emplace(std::move(key), std::move(incident));
  }
  Keeping keeping(database, actor, post, now, tell);
  for (const Alert& alert : seen) {
    const auto known = open.find(alert.key);
    if (known == open.end()) {
      keeping.begin(alert);
    } else {
      keeping.go_on(known->second, alert);
      open.erase(known);
    }
  }
  for (const auto& [key, incident] : open) {
    const bool calm = incident.seen_at.plus_ms(calm_ms) <= now;
    const bool of_clock_ahead = time == TurnTime::real && incident.seen_at > now;
    if (calm || of_clock_ahead) keeping.end(incident);
  }
}

}  // namespace saihakko

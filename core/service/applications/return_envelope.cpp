#include "core/service/applications/return_envelope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/domain/calendar.hpp"
#include "core/service/applications/possible_verbs.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {
namespace {

constexpr Instant kNotYet{0};
constexpr std::int64_t kDaysToRecord = 1;  // what came on the last day

bool waits(const Application& application) {
  return application.state == ApplicationState::on_hold &&
         application.reason_code == kWaitingForEnvelope;
}

std::string day_text(Instant instant) {
  return japan_minute(instant).substr(0, 10);
}

void remind(Database& database, const Actor& actor, const EnvelopeDesk& desk,
            const Application& application, Instant now) {
  const UnionSettings& rule = settings_of_union(desk.settings, application.prefecture);
  Instant due = kNotYet;
  if (rule.envelope_lapse_days > 0) {
    const int left = rule.envelope_lapse_days - rule.envelope_reminder_days;
    due = std::max(desk.working_days.end_of_wait(application.state_since, rule.envelope_lapse_days),
                   desk.working_days.end_of_wait(now, left));  // the reminder may be late itself
    due = std::max(due, application.envelope_told);
  }
  desk.outbox.queue_envelope_reminder(database, application, due, now);
  set_envelope_terms(database, application.id, now, due);
  append_audit(database, actor, now,
               {"envelope_reminded", application.receipt_number,
                due == kNotYet ? "" : compact_date(japan_date(due))});
}

void lapse(Database& database, const Actor& actor, const EnvelopeDesk& desk,
           Application& application, Instant now) {
  withhold_reminders(database, actor, application, now);
  step(database, actor, application, ApplicationState::in_review, "", now);
  step(database, actor, application, ApplicationState::rejected, kEnvelopeMissing, now);
  desk.outbox.queue_rejected(database, application, kEnvelopeMissing,
                             desk.reasons.find(kEnvelopeMissing)->sentence, now);
}

}  // namespace

std::optional<EnvelopeWait> envelope_wait(const Application& application, const Settings& settings,
                                          const WorkingDays& working_days) {
  const UnionSettings& rule = settings_of_union(settings, application.prefecture);
  if (!waits(application) || rule.return_envelope.empty()) return std::nullopt;
  EnvelopeWait wait;
  const bool reminded = application.envelope_reminded_at != kNotYet;
  if (reminded) {
    wait.reminded_at = application.envelope_reminded_at;
  } else if (rule.envelope_reminder_days > 0) {
    wait.reminder_on =
        working_days.end_of_wait(application.state_since, rule.envelope_reminder_days);
  }
  if (rule.envelope_lapse_days == 0) return wait;
  if (application.envelope_due != kNotYet) {
    wait.last_day = application.envelope_due;
  } else if (!reminded) {
    wait.last_day =
        std::max(working_days.end_of_wait(application.state_since, rule.envelope_lapse_days),
                 application.envelope_told);
  }
  if (wait.last_day) wait.over_after = working_days.end_of_wait(*wait.last_day, kDaysToRecord);
  return wait;
}

std::optional<EnvelopeWait> envelope_wait(Database& database, const Application& application,
                                          const Settings& settings,
                                          const WorkingDays& working_days) {
  auto wait = envelope_wait(application, settings, working_days);
  if (wait && approved_since(database, application.id, application.state_since)) wait.reset();
  return wait;
}

std::string envelope_text(const EnvelopeWait& wait) {
  std::string text;
  if (wait.reminded_at) text += fmt::format("、{} に催促", day_text(*wait.reminded_at));
  if (wait.reminder_on) text += fmt::format("、催促は {}", day_text(*wait.reminder_on));
  if (wait.last_day) text += fmt::format("、期限 {}", day_text(*wait.last_day));
  return text;
}

AwaitedEnvelopes awaited_envelopes(Database& database, const Settings& settings,
                                   const WorkingDays& working_days) {
  AwaitedEnvelopes awaited;
  if (!any_asks_for_envelope(settings)) return awaited;
  for_each_application(database, ApplicationState::on_hold, [&](const Application& application) {
    const auto wait = envelope_wait(database, application, settings, working_days);
    if (!wait) return;
    ++awaited.applications;
    if (!wait->last_day) return;
    awaited.first_last_day =
        std::min(*wait->last_day, awaited.first_last_day.value_or(*wait->last_day));
  });
  return awaited;
}

EnvelopeStep envelope_step(Database& database, const Application& application,
                           const EnvelopeDesk& desk, Instant now) {
  const auto wait = envelope_wait(database, application, desk.settings, desk.working_days);
  if (!wait) return EnvelopeStep::none;
  if (wait->reminder_on) {
    return japan_date(now) < japan_date(*wait->reminder_on) ? EnvelopeStep::none
                                                            : EnvelopeStep::remind;
  }
  return wait->over_after && now > *wait->over_after ? EnvelopeStep::lapse : EnvelopeStep::none;
}

void take_envelope_step(Database& database, const Actor& actor, const EnvelopeDesk& desk,
                        Application& application, EnvelopeStep step, Instant now) {
  switch (step) {
    case EnvelopeStep::none: return;
    case EnvelopeStep::remind: return remind(database, actor, desk, application, now);
    case EnvelopeStep::lapse: return lapse(database, actor, desk, application, now);
  }
}

std::optional<std::string> take_envelope(Database& database, const Actor& actor,
                                         Application& application, Instant now) {
  if (!waits(application)) {
    return fmt::format("申請 {} は返信用封筒を待っていません(現在の状態: {})。{}",
                       application.receipt_number, japanese(application.state),
                       possible_verbs(application));
  }
  withhold_reminders(database, actor, application, now);
  step(database, actor, application, ApplicationState::in_review, "envelope_arrived", now);
  return std::nullopt;
}

void withhold_reminders(Database& database, const Actor& actor, const Application& application,
                        Instant now) {
  for (const std::int64_t notice : cancel_reminders(database, application.id, now)) {
    append_audit(
        database, actor, now,
        {"notice_cancelled", fmt::format("notice:{}", notice), application.receipt_number});
  }
}

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/application.hpp"
#include "core/domain/working_days.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

// A union that names an address for them (`union.NN.return_envelope`) holds what has been screened
// until the office's self-addressed envelope is there. After `envelope_reminder_days` working days
// the applicant is reminded and told the last day, after `envelope_lapse_days` it is over. Any
// decision of a person ends the wait; so does the first of two approvals, without lifting the hold.

/// What the waiting is made of.
struct EnvelopeDesk {
  const Settings& settings;
  const Outbox& outbox;
  const ReasonList& reasons;
  const WorkingDays& working_days;
};

/// How an application waits for its envelope.
struct EnvelopeWait {
  std::optional<Instant> reminded_at;
  std::optional<Instant> reminder_on;  ///< the day on which it comes, when it has yet to
  std::optional<Instant> last_day;     ///< the one the office is told; nullopt: waits for ever
  /// The end of the working day after that one: what came on the last day is recorded by then.
  std::optional<Instant> over_after;
};

/// nullopt for an application that waits for none, or of a union that asks for none (any more).
/// Knows nothing of approvals.
std::optional<EnvelopeWait> envelope_wait(const Application& application, const Settings& settings,
                                          const WorkingDays& working_days);

/// The same; nullopt also when the first of two persons has approved.
std::optional<EnvelopeWait> envelope_wait(Database& database, const Application& application,
                                          const Settings& settings,
                                          const WorkingDays& working_days);

/// `、2026-12-01 に催促、期限 2026-12-15`, for tables; begins with the comma, may be empty.
std::string envelope_text(const EnvelopeWait& wait);

/// All that wait for one.
struct AwaitedEnvelopes {
  std::int64_t applications = 0;
  std::optional<Instant> first_last_day;
};
AwaitedEnvelopes awaited_envelopes(Database& database, const Settings& settings,
                                   const WorkingDays& working_days);

enum class EnvelopeStep { none, remind, lapse };

/// What is due for an application that waits.
EnvelopeStep envelope_step(Database& database, const Application& application,
                           const EnvelopeDesk& desk, Instant now);

/// Takes the step inside the caller's transaction: the reminder is queued, or the application is
/// rejected (`return_envelope_missing`) with a result notice.
void take_envelope_step(Database& database, const Actor& actor, const EnvelopeDesk& desk,
                        Application& application, EnvelopeStep step, Instant now);

/// A person records that the envelope is there: in review again. Otherwise the reason in Japanese;
/// nothing has changed then.
std::optional<std::string> take_envelope(Database& database, const Actor& actor,
                                         Application& application, Instant now);

/// Reminders of an application that have not gone out do not go any more.
void withhold_reminders(Database& database, const Actor& actor, const Application& application,
                        Instant now);

}  // namespace saihakko

#pragma once

#include "core/mail/bounce_report.hpp"
#include "core/secrets/master_key.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What became of a mail that came back.
enum class BounceTaken {
  bounced,        ///< the notice is 不達 now
  recorded,       ///< a delay, or about a notice that had ended otherwise
  nothing_to_do,  ///< a report of success, an automatic answer
  not_a_bounce,
  unknown_mail  ///< of no mail of ours: forged, or from before the database
};

/// Takes a report in the caller's transaction. A mail of ours is known by the Message-ID in the
/// returned part, half of which nobody can foretell who was not sent it. One that will never
/// arrive: the notice is bounced, its application, if it is open, gets a finding, and for
/// `suppress_days` no notices go to the address.
BounceTaken take_bounce(Database& database, const Actor& actor, const MasterKey& key,
                        const BounceReport& report, int suppress_days, Instant now);

}  // namespace saihakko

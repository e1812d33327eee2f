#pragma once

#include "core/mail/bounce_report.hpp"
#include "core/secrets/master_key.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What became of a mail that came back.
enum class BounceTaken {
  bounced,   ///< the notice is 不達 now
  recorded,  ///< a delay, or about a notice that had ended otherwise
  perhaps,   ///< it names an address that mails of ours went to, and no mail: 宛先だけの不達
  perhaps_late,  ///< a delay of such a mail: nothing to do
  several,       ///< it names several notices of ours: a person has to take the reports apart
  delivered,     ///< a report of success
  automatic,     ///< an automatic answer
  complaint,     ///< of abuse or authentication (RFC 5965)
  no_report,
  unknown_mail  ///< of no mail of ours: forged, or from before the database
};

/// Takes a report in the caller's transaction. A mail of ours is known by a mark in the returned
/// part, half of which nobody can foretell who was not sent it. One that will never arrive: the
/// notice is bounced, and its application, if it is open, gets a finding that names the cause. Only
/// when the address itself is bad, no notices go there for `suppress_days`.
///
/// A report with marks of several notices changes none of them: which of them its words are about
/// is not known.
///
/// A failure without a mark changes no notice, for anybody can write an address: it is kept with
/// the mails of the last 30 days that it may be about, and their open applications get a finding.
BounceTaken take_bounce(Database& database, const Actor& actor, const MasterKey& key,
                        const BounceReport& report, int suppress_days, Instant now);

}  // namespace saihakko

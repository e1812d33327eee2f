#pragma once

#include <variant>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/screening.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What screening says of the application now, from the ledger as it is.
std::variant<std::vector<Finding>, Refusal> screen_now(Database& database, const LetterPress& press,
                                                       const MasterKey& key,
                                                       const Application& application,
                                                       const ReviewSettings& rules, Instant now);

enum class ScreenOutcome {
  in_review,
  waits_for_envelope,  ///< in review, and at once on hold: the union asks for a return envelope
  refused,
  findings_renewed,
  waits_for_ledger,  ///< no ledger of the prefecture has come yet: nothing is known of any office
};

/// A submitted application goes into review with its findings, from there on hold where the union
/// asks for a return envelope, or is refused with a result notice.
/// One in review or on hold gets its findings anew (the ledger has changed) and stays where it is.
/// Inside the caller's transaction.
ScreenOutcome screen_application(Database& database, const Actor& actor, const LetterPress& press,
                                 const Outbox& outbox, const ReasonList& reasons,
                                 const ReviewSettings& rules, Application& application,
                                 Instant now);

}  // namespace saihakko

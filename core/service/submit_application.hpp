#pragma once

#include "core/domain/instant.hpp"
#include "core/service/outbox.hpp"
#include "core/service/read_submission.hpp"
#include "core/store/audit_table.hpp"
#include "core/store/database.hpp"

namespace saihakko {

enum class SubmitOutcome {
  taken,
  seen_before,
  other_content,  ///< the submission_id is taken by an application that says something else
};

/// Makes it an application with a receipt number and queues the receipt notice, inside the
/// caller's transaction.
SubmitOutcome submit_application(Database& database, const Actor& actor, const Outbox& outbox,
                                 const Submission& submission, Instant now);

}  // namespace saihakko

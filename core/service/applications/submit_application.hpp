#pragma once

#include <cstdint>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/instant.hpp"
#include "core/service/intake/read_submission.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

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

/// Queues what is told when an application has been handed in: the receipt notice, and the warning
/// to the registered address. Returns their ids.
std::vector<std::int64_t> tell_of_submission(Database& database, const Outbox& outbox,
                                             const Application& application, Instant now);

}  // namespace saihakko

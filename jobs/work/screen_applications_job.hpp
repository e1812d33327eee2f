#pragma once

#include "core/service/mails/outbox.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/reason_list.hpp"

namespace saihakko {

class Database;

/// submitted → in review with findings, or refused with a result notice. Those that wait in review
/// or on hold get their findings anew when the ledger has changed their office.
void run_screen_applications(JobRun& run, Database& database, const LetterPress& press,
                             const Outbox& outbox, const ReasonList& reasons,
                             const ReviewSettings& rules);

}  // namespace saihakko

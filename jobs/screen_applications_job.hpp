#pragma once

#include "core/service/letter_press.hpp"
#include "core/service/outbox.hpp"
#include "core/service/reason_list.hpp"
#include "core/store/database.hpp"
#include "jobs/job_run.hpp"

namespace saihakko {

/// submitted → in review with findings, or refused with a result notice. Those that wait in review
/// or on hold get their findings anew when the ledger has changed their office.
void run_screen_applications(JobRun& run, Database& database, const LetterPress& press,
                             const Outbox& outbox, const ReasonList& reasons);

}  // namespace saihakko

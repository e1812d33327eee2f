#pragma once

#include "jobs/commands/command.hpp"

namespace saihakko {

/// The commands of the contract, section 2, each with its verbs and their options. Results go to
/// standard output; a verb throws UsageError and what its work throws.
Command init_command();
Command check_command();
Command run_command();
Command jobs_command();
Command application_command();
Command letter_command();
Command notice_command();
Command portal_command();
Command ledger_command();
Command office_command();
Command review_command();
Command status_command();
Command why_command();
Command audit_command();
Command backup_command();
Command restore_command();
Command clock_command();

}  // namespace saihakko

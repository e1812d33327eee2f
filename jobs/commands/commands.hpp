#pragma once

#include "core/service/run/exit_code.hpp"
#include "jobs/commands/command.hpp"

namespace saihakko {

/// The commands of the contract, section 2. Results go to standard output; each throws UsageError
/// and what its work throws.
ExitCode init_command(const CommandLine& line);
ExitCode check_command(const CommandLine& line);
ExitCode run_command(const CommandLine& line);
ExitCode jobs_command(const CommandLine& line);
ExitCode application_command(const CommandLine& line);
ExitCode letter_command(const CommandLine& line);
ExitCode notice_command(const CommandLine& line);
ExitCode portal_command(const CommandLine& line);
ExitCode office_command(const CommandLine& line);
ExitCode review_command(const CommandLine& line);
ExitCode status_command(const CommandLine& line);
ExitCode why_command(const CommandLine& line);
ExitCode audit_command(const CommandLine& line);
ExitCode backup_command(const CommandLine& line);
ExitCode restore_command(const CommandLine& line);

}  // namespace saihakko

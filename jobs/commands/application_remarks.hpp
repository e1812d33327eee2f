#pragma once

#include "jobs/commands/command.hpp"

namespace saihakko {

/// `application call`, `urgent`, `undo` and `envelope`, whose words application_command() has read:
/// what a person of the union adds to an application or takes back.
ExitCode application_call(const CommandLine& line, const CommandArguments& arguments);
ExitCode application_urgent(const CommandLine& line, const CommandArguments& arguments);
ExitCode application_undo(const CommandLine& line, const CommandArguments& arguments);
ExitCode application_envelope(const CommandLine& line, const CommandArguments& arguments);

}  // namespace saihakko

#pragma once

#include "core/service/run/exit_code.hpp"
#include "jobs/commands/command.hpp"

namespace saihakko {

/// `application list` and `show`: what is known of applications, as text or JSON.
ExitCode application_list(const CommandLine& line, const CommandArguments& arguments);
ExitCode application_show(const CommandLine& line, const CommandArguments& arguments);

}  // namespace saihakko

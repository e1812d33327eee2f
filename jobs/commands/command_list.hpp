#pragma once

#include <string_view>
#include <vector>

#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// All commands, in the order of --help: the one table from which words are parsed, and help,
/// manual pages and completion are made.
const std::vector<Command>& all_commands();

/// Throws UsageError naming the nearest command, or all.
const Command& command_named(std::string_view name);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>

#include "jobs/commands/command.hpp"

namespace saihakko {

/// `letter batches`.
ExitCode list_batches(const CommandLine& line, const CommandArguments& arguments);

/// `letter show` of a batch; with `--results FILE.csv` it also writes what the print room fills in.
ExitCode show_batch(const CommandLine& line, const CommandArguments& arguments);

/// Whether an operand means a batch, and not a letter.
bool names_batch(std::string_view text);

}  // namespace saihakko

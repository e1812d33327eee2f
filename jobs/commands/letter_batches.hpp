#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/service/desk/batch_desk.hpp"
#include "jobs/commands/command.hpp"

namespace saihakko {

/// `letter batches`.
ExitCode list_batches(const CommandLine& line, const CommandArguments& arguments);

/// `letter show` of a batch; with `--results FILE.csv` it also writes what the print room fills in,
/// with `--postage FILE.csv` what the post office counts.
ExitCode show_batch(const CommandLine& line, const CommandArguments& arguments);

/// A title with the number of letters, then where each lies, the first twenty of them; nothing for
/// none.
void print_letters(std::string_view title, const std::vector<Letter>& letters);

/// Whether an operand means a batch, and not a letter.
bool names_batch(std::string_view text);

}  // namespace saihakko

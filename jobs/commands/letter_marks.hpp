#pragma once

#include <string>

#include "jobs/commands/command.hpp"

namespace saihakko {

/// `letter mark`: results of the print room by command, of the letters and batches that are named,
/// or with `--scan` of the notice numbers that a barcode reader types on standard input, each of
/// which is answered at once.
ExitCode mark_letters(const CommandLine& line, const CommandArguments& arguments);

/// What `--result` takes, for its help.
std::string print_result_choices();

}  // namespace saihakko

#pragma once

#include "core/domain/void_reason.hpp"
#include "jobs/commands/command.hpp"

namespace saihakko {

/// `letter reprint` and `letter void`: the operands behind the verb name the letters. Each is a
/// transaction of its own; what is refused is told on standard error and in JSON, the rest is done
/// (exit code 65). When one cannot be found, or the reason is none, nothing is done: UsageError.
ExitCode void_letters(const CommandLine& line, const CommandArguments& arguments, Voiding kind);

}  // namespace saihakko

#pragma once

#include <string>
#include <vector>

#include "core/service/run/exit_code.hpp"

namespace saihakko {

/// The whole program: global options, the command, its exit code. `words` are the arguments behind
/// the program's name.
ExitCode run_program(const std::vector<std::string>& words);

}  // namespace saihakko

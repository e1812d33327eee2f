#pragma once

#include <string>

#include "jobs/commands/command.hpp"

namespace saihakko {

/// `--union NN`; empty when it was not given. Throws UsageError for what is no prefecture code.
std::string union_option(const CommandArguments& arguments);

}  // namespace saihakko

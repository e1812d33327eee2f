#pragma once

#include <string>

#include "jobs/command.hpp"

namespace saihakko {

/// `--note`: free text, which goes to terminals and files as it is. Throws UsageError when it holds
/// control characters or is no UTF-8.
std::string note_option(const CommandArguments& arguments);

}  // namespace saihakko

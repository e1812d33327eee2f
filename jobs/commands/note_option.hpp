#pragma once

#include <string>

#include "jobs/commands/command.hpp"

namespace saihakko {

/// An option's free text, which goes to terminals and files as it is. Throws UsageError when it
/// holds control characters or is no UTF-8.
std::string free_text_option(const CommandArguments& arguments, const std::string& option);

/// `--note`: free text, which goes to terminals and files as it is. Throws UsageError when it holds
/// control characters or is no UTF-8.
std::string note_option(const CommandArguments& arguments);

}  // namespace saihakko

#pragma once

#include <string>
#include <vector>

#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// `--union NN`, as it stands in a usage line.
std::string option_text(const Option& option);

/// `saihakko letter list [--state 状態] [--json]`.
std::string usage_line(const Command& command, const Verb& verb);

/// `使い方: ` and the usage line of the verb, or of each verb, without a newline at the end.
std::string usage_text(const Command& command, const Verb& verb);
std::string usage_text(const Command& command);

/// What `COMMAND VERB --help` prints: usage, options, an example.
std::string help_text(const Command& command, const Verb& verb);
/// What `COMMAND --help` prints: the same of each verb.
std::string help_text(const Command& command);
/// What `saihakko --help` prints.
std::string help_text(const std::vector<Command>& commands, const std::vector<Option>& global);

}  // namespace saihakko

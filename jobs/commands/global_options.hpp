#pragma once

#include <string>
#include <vector>

#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// The options before the command's name, as `--help` lists them. `help` and `version` are taken
/// everywhere.
const std::vector<Option>& global_options();

/// Splits the words at the command's name: what stands before it is global.
std::size_t command_position(const std::vector<std::string>& words);

}  // namespace saihakko

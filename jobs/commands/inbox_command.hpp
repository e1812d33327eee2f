#pragma once

#include "jobs/commands/command.hpp"

namespace saihakko {

/// `inbox`, `inbox show`: what lies in the inbox, what was taken, and the rows that were not.
Command inbox_command();

}  // namespace saihakko

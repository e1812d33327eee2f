#pragma once

#include "core/service/run/listed_only.hpp"
#include "jobs/commands/command.hpp"
#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// The operand of a list of letters or mails: a receipt or office number.
Operands one_number();

/// `--union`, `--batch` and the operand, none of them looked up. Throws UsageError for what is no
/// prefecture code or no such number.
ListedOnly listed_only(const CommandArguments& arguments);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>

#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// Whether a word, as it stands, is an option of the program whose value is the next word.
bool takes_value(std::string_view word);

/// Why a verb does not take an option, `--name`: it goes before the command, other verbs take it
/// (they are named), or there is none of this name (then the verb's own are told).
std::string undeclared_option_text(const Command& command, const Verb& verb,
                                   const std::string& word);

}  // namespace saihakko

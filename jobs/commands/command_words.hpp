#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/commands/command.hpp"
#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// What the words behind a command's name ask for: a text to print, or a verb and its arguments.
struct Invocation {
  std::optional<std::string> help;
  const Verb* verb = nullptr;  ///< of the command; nullptr where help is asked for
  CommandArguments arguments;
};

/// Reads the words behind the command's name: its verb, then the options that the verb declares,
/// and its operands. `--help`, `-h`, and `help` behind the command or the verb ask for help. Throws
/// UsageError for an option that the verb does not declare, naming those that do; for an unknown
/// verb; and for more or fewer operands than it takes.
Invocation read_words(const Command& command, const std::vector<std::string>& words);

/// Whether `--help` or `-h` stands among the words.
bool asks_for_help(const std::vector<std::string>& words);

/// Whether `--version` or `-V` stands among the words.
bool asks_for_version(const std::vector<std::string>& words);

}  // namespace saihakko

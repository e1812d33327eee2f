#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/run/exit_code.hpp"

namespace saihakko {

struct CommandLine;
class CommandArguments;

/// How often an option may stand on a line, and whether a verb can do without it.
enum class OptionUse {
  optional,
  repeatable,
  required,  ///< shown so; the verb refuses to go without it and names what may be given
};

/// An option of a verb, or of the whole program.
struct Option {
  std::string_view name;   ///< without the dashes
  std::string_view value;  ///< what stands for its value in a usage line; empty: it takes none
  std::string help;        ///< a sentence for --help, in Japanese
  OptionUse use = OptionUse::optional;
};

/// What a verb takes beside its options, as its usage line shows it.
struct Operands {
  std::string_view text;
  std::size_t least = 0;
  std::size_t most = 0;
};

/// One form of a command: its own options and operands, and its work. Nothing else is parsed for
/// it.
struct Verb {
  /// A word; empty for a command without verbs, or for what it does without one; `--name` for a
  /// form that an option of this name stands for.
  std::string_view name;
  Operands operands;
  std::vector<Option> options;
  std::string help;     ///< a sentence, in Japanese
  std::string example;  ///< a whole line, as it is typed
  ExitCode (*work)(const CommandLine& line, const CommandArguments& arguments);
};

struct Command {
  std::string_view name;
  std::string help;  ///< a sentence, in Japanese
  std::vector<Verb> verbs;
};

/// `letter list`; the command alone where the verb has no name.
std::string full_name(const Command& command, const Verb& verb);

/// The option of the verb, or nullptr.
const Option* find_option(const Verb& verb, std::string_view name);

/// The verb of that name, or nullptr.
const Verb* find_verb(const Command& command, std::string_view name);

/// The names of the verbs that are words.
std::vector<std::string> verb_words(const Command& command);

}  // namespace saihakko

#pragma once

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/run/exit_code.hpp"
#include "core/service/run/log.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// An abbreviated option would change its meaning with the next option that comes.
inline constexpr int kNoGuessing = boost::program_options::command_line_style::unix_style &
                                   ~boost::program_options::command_line_style::allow_guessing;

/// What every command is given: resolved settings, the clock, the log, and its own words.
struct CommandLine {
  const Settings& settings;
  const Clock& clock;
  Log& log;
  std::vector<std::string> words;  ///< behind the command's name
};

/// A command's words, read: options and, in order, the rest.
struct CommandArguments {
  boost::program_options::variables_map options;
  std::vector<std::string> operands;

  bool has(const std::string& option) const { return options.count(option) > 0; }
  /// The option's text; empty when it was not given.
  std::string text(const std::string& option) const;
};

/// Whether a command is asked how it is used.
bool asks_for_help(const std::vector<std::string>& words);

/// Reads the words of a command. Throws HelpAsked with `usage` for `--help`, UsageError in
/// Japanese, with `usage` in it, for an option that is not in `options` and for more or fewer
/// operands than allowed.
CommandArguments read_arguments(const CommandLine& line,
                                const boost::program_options::options_description& options,
                                std::size_t least_operands, std::size_t most_operands,
                                std::string_view usage);

/// The message for an option that does not exist, with the nearest one that does.
std::string unknown_option_text(const boost::program_options::options_description& options,
                                const std::string& name, std::string_view usage);

/// `--limit N` of a list; without it everything is listed.
std::int64_t list_limit(const CommandArguments& arguments);

}  // namespace saihakko

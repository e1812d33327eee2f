#pragma once

#include <boost/program_options/variables_map.hpp>
#include <string>
#include <variant>
#include <vector>

#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// Words read as options and, in order, the rest.
struct ParsedOptions {
  boost::program_options::variables_map values;
  std::vector<std::string> operands;
};

/// A word that is an option, and none of the declared ones.
struct UndeclaredOption {
  std::string word;
};

/// Reads words by the declared options alone; abbreviations are not guessed at. Throws UsageError
/// for an option without its value, with one that it does not take, or given twice.
std::variant<ParsedOptions, UndeclaredOption> parse_options(const std::vector<Option>& declared,
                                                            const std::vector<std::string>& words);

}  // namespace saihakko

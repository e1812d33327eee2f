#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/run/log.hpp"
#include "core/service/setup/settings.hpp"
#include "jobs/commands/command_form.hpp"
#include "jobs/commands/parse_options.hpp"

namespace saihakko {

/// What every command is given: resolved settings, the clock and the log.
struct CommandLine {
  const Settings& settings;
  const Clock& clock;
  Log& log;
};

/// What was given to a verb: options and, in order, operands. Asking for an option that the verb
/// does not declare is a bug.
class CommandArguments {
 public:
  CommandArguments() = default;
  CommandArguments(const std::vector<Option>& declared, ParsedOptions given);

  bool has(std::string_view option) const;
  /// The option's text; empty when it was not given.
  std::string text(std::string_view option) const;
  /// The texts of one that may be repeated, in order.
  std::vector<std::string> texts(std::string_view option) const;

  const std::vector<std::string>& operands() const { return given_.operands; }
  /// The first operand, of a verb that takes at least one.
  const std::string& operand() const { return given_.operands.at(0); }

  /// Whether the verb has asked for each option that was given: one that it does not look at would
  /// be ignored.
  bool all_were_read() const;

 private:
  const boost::program_options::variable_value& value(std::string_view option) const;

  std::set<std::string, std::less<>> declared_;
  ParsedOptions given_;
  mutable std::set<std::string, std::less<>> read_;
};

/// The number behind an option that was given. Throws UsageError for what is none of 1 and more.
std::int64_t whole_number(const CommandArguments& arguments, std::string_view option);

/// `--limit N` of a list; without it everything is listed.
std::int64_t list_limit(const CommandArguments& arguments);

}  // namespace saihakko

#include "jobs/commands/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <limits>
#include <utility>

#include "core/service/run/usage_error.hpp"

namespace saihakko {

namespace po = boost::program_options;

CommandArguments::CommandArguments(const std::vector<Option>& declared, ParsedOptions given)
    : given_(std::move(given)) {
  for (const Option& option : declared)
    declared_.emplace(option.name);
}

const po::variable_value& CommandArguments::value(std::string_view option) const {
  assert(declared_.contains(option));
  read_.emplace(option);
  return given_.values[std::string(option)];
}

bool CommandArguments::has(std::string_view option) const {
  return !value(option).empty();
}

std::string CommandArguments::text(std::string_view option) const {
  return has(option) ? value(option).as<std::string>() : std::string();
}

std::vector<std::string> CommandArguments::texts(std::string_view option) const {
  if (!has(option)) return {};
  return value(option).as<std::vector<std::string>>();
}

bool CommandArguments::all_were_read() const {
  return std::ranges::all_of(given_.values,
                             [this](const auto& value) { return read_.contains(value.first); });
}

std::int64_t whole_number(const CommandArguments& arguments, std::string_view option) {
  const std::string text = arguments.text(option);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= 1) return number;
  throw UsageError(fmt::format("--{} {} は1以上の整数ではありません", option, text));
}

std::int64_t list_limit(const CommandArguments& arguments) {
  if (!arguments.has("limit")) return std::numeric_limits<std::int64_t>::max();
  return whole_number(arguments, "limit");
}

}  // namespace saihakko

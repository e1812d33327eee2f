#include "jobs/commands/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <limits>

#include "core/service/run/usage_error.hpp"
#include "jobs/ground/nearest_word.hpp"

namespace saihakko {

namespace po = boost::program_options;

bool asks_for_help(const std::vector<std::string>& words) {
  return std::ranges::find(words, "--help") != words.end();
}

std::string CommandArguments::text(const std::string& option) const {
  return has(option) ? options[option].as<std::string>() : std::string();
}

std::string unknown_option_text(const po::options_description& options, const std::string& name,
                                std::string_view usage) {
  std::vector<std::string> known;
  for (const auto& option : options.options())
    known.push_back("--" + option->long_name());
  const std::string hint =
      known.empty() ? "" : fmt::format("{} ではありませんか", nearest_word(name, known));
  return fmt::format("知らないオプション {} です。{}\n使い方: {}", name, hint, usage);
}

CommandArguments read_arguments(const CommandLine& line, const po::options_description& options,
                                std::size_t least_operands, std::size_t most_operands,
                                std::string_view usage) {
  if (asks_for_help(line.words)) throw HelpAsked(std::string(usage));
  po::options_description all;
  all.add(options).add_options()("operand", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("operand", -1);
  CommandArguments arguments;
  try {
    po::store(po::command_line_parser(line.words)
                  .options(all)
                  .positional(positional)
                  .style(kNoGuessing)
                  .run(),
              arguments.options);
    po::notify(arguments.options);
  } catch (const po::unknown_option& e) {
    throw UsageError(unknown_option_text(options, e.get_option_name(), usage));
  } catch (const po::error& e) {
    throw UsageError(fmt::format("引数を読めません({})\n使い方: {}", e.what(), usage));
  }
  if (arguments.has("operand")) {
    arguments.operands = arguments.options["operand"].as<std::vector<std::string>>();
  }
  const std::size_t count = arguments.operands.size();
  if (count < least_operands || count > most_operands) {
    throw UsageError(fmt::format("引数の数が合いません\n使い方: {}", usage));
  }
  return arguments;
}

std::int64_t list_limit(const CommandArguments& arguments) {
  if (!arguments.has("limit")) return std::numeric_limits<std::int64_t>::max();
  const auto limit = arguments.options["limit"].as<std::int64_t>();
  if (limit < 1) throw UsageError("--limit は1以上の整数です");
  return limit;
}

}  // namespace saihakko

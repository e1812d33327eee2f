#include "jobs/commands/parse_options.hpp"

#include <fmt/format.h>

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>

#include "core/service/run/usage_error.hpp"

namespace saihakko {
namespace {

namespace po = boost::program_options;

// An abbreviated option would change its meaning with the next option that comes.
constexpr int kNoGuessing =
    po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;

po::options_description description_of(const std::vector<Option>& declared) {
  po::options_description described;
  for (const Option& option : declared) {
    const std::string name(option.name);
    if (option.value.empty()) {
      described.add_options()(name.c_str(), "");
    } else if (option.use == OptionUse::repeatable) {
      described.add_options()(name.c_str(), po::value<std::vector<std::string>>()->composing(), "");
    } else {
      described.add_options()(name.c_str(), po::value<std::string>(), "");
    }
  }
  return described;
}

std::string wrong_syntax(const po::invalid_command_line_syntax& fault) {
  const std::string name = fault.get_option_name();
  switch (fault.kind()) {
    case po::invalid_command_line_syntax::missing_parameter:
    case po::invalid_command_line_syntax::empty_adjacent_parameter:
      return fmt::format("{} の後に値が要ります", name);
    case po::invalid_command_line_syntax::extra_parameter:
      return fmt::format("{} は値を取りません", name);
    case po::invalid_command_line_syntax::long_not_allowed:
    case po::invalid_command_line_syntax::long_adjacent_not_allowed:
    case po::invalid_command_line_syntax::short_adjacent_not_allowed:
    case po::invalid_command_line_syntax::unrecognized_line: break;
  }
  return fmt::format("{} をオプションとして読めません", name);
}

}  // namespace

std::variant<ParsedOptions, UndeclaredOption> parse_options(const std::vector<Option>& declared,
                                                            const std::vector<std::string>& words) {
  const po::options_description described = description_of(declared);
  ParsedOptions parsed;
  try {
    const auto read = po::command_line_parser(words).options(described).style(kNoGuessing).run();
    po::store(read, parsed.values);
    for (const po::option& word : read.options) {
      if (word.position_key >= 0) parsed.operands.push_back(word.value.front());
    }
  } catch (const po::unknown_option& e) {
    return UndeclaredOption{e.get_option_name()};
  } catch (const po::invalid_command_line_syntax& e) {
    throw UsageError(wrong_syntax(e));
  } catch (const po::multiple_occurrences& e) {
    throw UsageError(fmt::format("{} は1度だけ書けます", e.get_option_name()));
  } catch (const po::error_with_option_name& e) {
    throw UsageError(fmt::format("{} の値を読めません", e.get_option_name()));
  }
  return parsed;
}

}  // namespace saihakko

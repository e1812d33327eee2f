#include "jobs/commands/undeclared_option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "jobs/commands/command_list.hpp"
#include "jobs/commands/global_options.hpp"
#include "jobs/ground/nearest_word.hpp"

namespace saihakko {
namespace {

bool takes_value(const std::vector<Option>& options, std::string_view word) {
  return std::ranges::any_of(options, [word](const Option& option) {
    return !option.value.empty() && word == fmt::format("--{}", option.name);
  });
}

std::string name_in(const std::string& word) {
  const std::size_t start = word.find_first_not_of('-');
  if (start == std::string::npos) return "";
  return word.substr(start, word.find('=', start) - start);
}

std::vector<std::string> verbs_that_take(std::string_view option) {
  std::vector<std::string> names;
  for (const Command& command : all_commands()) {
    for (const Verb& verb : command.verbs) {
      const bool stands_for_verb = verb.name == fmt::format("--{}", option);
      if (stands_for_verb || find_option(verb, option) != nullptr) {
        names.push_back(full_name(command, verb));
      }
    }
  }
  return names;
}

bool is_global(std::string_view option) {
  return std::ranges::find(global_options(), option, &Option::name) != global_options().end();
}

std::string unknown_option_text(const Command& command, const Verb& verb, const std::string& word) {
  std::vector<std::string> known;
  for (const Verb& other : command.verbs) {
    if (other.name.starts_with("--")) known.emplace_back(other.name);
  }
  for (const Option& option : verb.options)
    known.push_back(fmt::format("--{}", option.name));
  const std::string hint =
      known.empty() ? fmt::format("{} にオプションはありません", full_name(command, verb))
                    : nearest_word_text(word, known);
  return fmt::format("知らないオプション {} です。{}", word, hint);
}

}  // namespace

bool takes_value(std::string_view word) {
  if (takes_value(global_options(), word)) return true;
  return std::ranges::any_of(all_commands(), [word](const Command& command) {
    return std::ranges::any_of(
        command.verbs, [word](const Verb& verb) { return takes_value(verb.options, word); });
  });
}

std::string undeclared_option_text(const Command& command, const Verb& verb,
                                   const std::string& word) {
  const std::string option = name_in(word);
  const std::string name = full_name(command, verb);
  if (is_global(option)) {
    return fmt::format("--{} は全体のオプションです。{} の前に書いてください", option,
                       command.name);
  }
  const auto takers = verbs_that_take(option);
  if (takers.empty()) return unknown_option_text(command, verb, word);
  return fmt::format("{} は --{} を使いません。使うのは {} です", name, option, listed(takers));
}

}  // namespace saihakko

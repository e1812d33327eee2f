#include "jobs/commands/command_form.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace saihakko {

std::string full_name(const Command& command, const Verb& verb) {
  if (verb.name.empty()) return std::string(command.name);
  return fmt::format("{} {}", command.name, verb.name);
}

const Option* find_option(const Verb& verb, std::string_view name) {
  const auto found = std::ranges::find(verb.options, name, &Option::name);
  return found == verb.options.end() ? nullptr : &*found;
}

const Verb* find_verb(const Command& command, std::string_view name) {
  const auto found = std::ranges::find(command.verbs, name, &Verb::name);
  return found == command.verbs.end() ? nullptr : &*found;
}

std::vector<std::string> verb_words(const Command& command) {
  std::vector<std::string> words;
  for (const Verb& verb : command.verbs) {
    if (!verb.name.empty() && !verb.name.starts_with("-")) words.emplace_back(verb.name);
  }
  return words;
}

}  // namespace saihakko

#include "jobs/commands/command_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "core/service/run/usage_error.hpp"
#include "jobs/commands/global_options.hpp"
#include "jobs/commands/undeclared_option.hpp"
#include "jobs/commands/usage_text.hpp"
#include "jobs/ground/nearest_word.hpp"

namespace saihakko {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kHelp = "help";

/// Where a word stands as an option: nothing behind `--` does.
bool stands_in(const Words& words, std::string_view either, std::string_view other) {
  const auto end = std::ranges::find(words, "--");
  return std::any_of(words.begin(), end, [either, other](const std::string& word) {
    return word == either || word == other;
  });
}

/// The first word that is neither an option nor an option's value.
Words::iterator first_operand(Words& words) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (!word->starts_with("-")) return word;
    if (*word == "--") return words.end();
    if (takes_value(*word) && ++word == words.end()) break;
  }
  return words.end();
}

/// Takes the verb out of the words: a word of its own, or the option that stands for one.
const Verb* take_verb(const Command& command, Words& words) {
  for (const Verb& verb : command.verbs) {
    if (!verb.name.starts_with("-")) continue;
    const auto found = std::ranges::find(words, verb.name);
    if (found == words.end()) continue;
    words.erase(found);
    return &verb;
  }
  const auto first = first_operand(words);
  if (first == words.end() || first->empty()) return nullptr;
  const Verb* verb = find_verb(command, *first);
  if (verb != nullptr) words.erase(first);
  return verb;
}

bool takes_help_word(Words& words) {
  const auto first = first_operand(words);
  if (first == words.end() || *first != kHelp) return false;
  words.erase(first);
  return true;
}

[[noreturn]] void fail_verb(const Command& command, Words& words) {
  const auto first = first_operand(words);
  const Words known = verb_words(command);
  const std::string fault =
      first == words.end()
          ? fmt::format("{} の後に {} のどれかを書いてください", command.name, listed(known))
          : fmt::format("{} に {} はありません。{}", command.name, *first,
                        nearest_word_text(*first, known));
  throw UsageError(fmt::format("{}\n{}", fault, usage_text(command)));
}

/// What the command does without a verb; a word that it cannot take is a mistyped verb.
const Verb& verb_without_name(const Command& command, Words& words) {
  const Verb* verb = find_verb(command, "");
  const bool mistyped = verb != nullptr && verb->operands.most == 0 &&
                        !verb_words(command).empty() && first_operand(words) != words.end();
  if (verb == nullptr || mistyped) fail_verb(command, words);
  return *verb;
}

std::string wrong_count(const Command& command, const Verb& verb, const Words& operands) {
  const std::string name = full_name(command, verb);
  if (verb.operands.most == 0) return fmt::format("{} は引数を取りません: {}", name, operands[0]);
  if (operands.size() < verb.operands.least) {
    return fmt::format("{} の後に {} が要ります", name, verb.operands.text);
  }
  return fmt::format("{} の引数が多すぎます: {}", name, operands[verb.operands.most]);
}

CommandArguments arguments_of(const Command& command, const Verb& verb, const Words& words,
                              const std::string& usage) {
  auto parsed = [&] {
    try {
      return parse_options(verb.options, words);
    } catch (const UsageError& fault) {
      throw UsageError(fmt::format("{}\n{}", fault.what(), usage));
    }
  }();
  if (const auto* undeclared = std::get_if<UndeclaredOption>(&parsed)) {
    throw UsageError(
        fmt::format("{}\n{}", undeclared_option_text(command, verb, undeclared->word), usage));
  }
  auto& given = std::get<ParsedOptions>(parsed);
  if (given.operands.size() < verb.operands.least || given.operands.size() > verb.operands.most) {
    throw UsageError(fmt::format("{}\n{}", wrong_count(command, verb, given.operands), usage));
  }
  return {verb.options, std::move(given)};
}

}  // namespace

bool asks_for_version(const std::vector<std::string>& words) {
  return stands_in(words, "--version", "-V");
}

bool asks_for_help(const std::vector<std::string>& words) {
  return stands_in(words, "--help", "-h");
}

Invocation read_words(const Command& command, const std::vector<std::string>& words) {
  Words rest = words;
  const bool helps_before = takes_help_word(rest);
  const Verb* named = take_verb(command, rest);
  const bool helps = takes_help_word(rest) || helps_before || asks_for_help(rest);
  if (helps && named != nullptr) return {.help = help_text(command, *named)};
  if (helps && first_operand(rest) == rest.end()) return {.help = help_text(command)};
  const Verb& verb = named != nullptr ? *named : verb_without_name(command, rest);
  if (helps) return {.help = help_text(command)};
  const std::string usage = named != nullptr ? usage_text(command, verb) : usage_text(command);
  return {.verb = &verb, .arguments = arguments_of(command, verb, rest, usage)};
}

}  // namespace saihakko

#include "jobs/commands/usage_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kUsage = "使い方: ";
constexpr std::string_view kNextUsage = "        ";

std::string in_usage(const Option& option) {
  switch (option.use) {
    case OptionUse::optional: return fmt::format(" [{}]", option_text(option));
    case OptionUse::repeatable: return fmt::format(" [{}]…", option_text(option));
    case OptionUse::required: return fmt::format(" {}", option_text(option));
  }
  return "";
}

/// Name and sentence in two columns, the second of which begins in one place.
std::string columns(const std::vector<Option>& options, std::string_view indent) {
  std::size_t widest = 0;
  for (const Option& option : options)
    widest = std::max(widest, display_width(option_text(option)));
  std::string text;
  for (const Option& option : options) {
    const std::string name = option_text(option);
    text += fmt::format("{}{}{}  {}\n", indent, name,
                        std::string(widest - display_width(name), ' '), option.help);
  }
  return text;
}

std::string verbs_text(const Command& command) {
  std::string text;
  for (const std::string& verb : verb_words(command)) {
    text += fmt::format("{}{}", text.empty() ? ": " : " | ", verb);
  }
  return text;
}

}  // namespace

std::string option_text(const Option& option) {
  if (option.value.empty()) return fmt::format("--{}", option.name);
  return fmt::format("--{} {}", option.name, option.value);
}

std::string usage_line(const Command& command, const Verb& verb) {
  std::string line = fmt::format("saihakko {}", full_name(command, verb));
  if (!verb.operands.text.empty()) line += fmt::format(" {}", verb.operands.text);
  for (const Option& option : verb.options)
    line += in_usage(option);
  return line;
}

std::string usage_text(const Command& command, const Verb& verb) {
  return fmt::format("{}{}", kUsage, usage_line(command, verb));
}

std::string usage_text(const Command& command) {
  std::string text;
  for (const Verb& verb : command.verbs) {
    text +=
        fmt::format("{}{}", text.empty() ? std::string(kUsage) : fmt::format("\n{}", kNextUsage),
                    usage_line(command, verb));
  }
  return text;
}

std::string help_text(const Command& command, const Verb& verb) {
  std::string text = fmt::format("{}\n\n{}\n", usage_text(command, verb), verb.help);
  if (!verb.options.empty()) {
    text += fmt::format("\nオプション:\n{}", columns(verb.options, "  "));
  }
  text += fmt::format("\n例:\n  {}\n\n全体のオプション(コマンドの前に書く): saihakko --help\n",
                      verb.example);
  return text;
}

std::string help_text(const Command& command) {
  if (command.verbs.size() == 1) return help_text(command, command.verbs.front());
  std::string text = fmt::format("{}\n\n{}\n", usage_text(command), command.help);
  for (const Verb& verb : command.verbs) {
    text += fmt::format("\n{}\n  {}\n{}  例: {}\n", full_name(command, verb), verb.help,
                        columns(verb.options, "    "), verb.example);
  }
  return text + "\n全体のオプション(コマンドの前に書く): saihakko --help\n";
}

std::string help_text(const std::vector<Command>& commands, const std::vector<Option>& global) {
  std::string text = "使い方: saihakko [全体のオプション] コマンド [引数]\n\nコマンド:\n";
  for (const Command& command : commands) {
    text += fmt::format("  {:<12} {}{}\n", command.name, command.help, verbs_text(command));
  }
  text += fmt::format("\n全体のオプション:\n{}", columns(global, "  "));
  return text +
         "\n各コマンドのオプションと例: saihakko help コマンド\n"
         "例:\n  saihakko status\n  saihakko letter list --union 13 --state sealed\n";
}

}  // namespace saihakko

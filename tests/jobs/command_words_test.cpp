#include "jobs/commands/command_words.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/service/run/usage_error.hpp"
#include "jobs/commands/command_list.hpp"
#include "jobs/commands/global_options.hpp"

namespace saihakko {
namespace {

using Words = std::vector<std::string>;

/// Every option of any verb, and of the program: name, and whether it takes a value.
std::map<std::string, bool> all_options() {
  std::map<std::string, bool> options;
  for (const Option& option : global_options())
    options.emplace(option.name, !option.value.empty());
  for (const Command& command : all_commands()) {
    for (const Verb& verb : command.verbs) {
      if (verb.name.starts_with("--")) options.emplace(verb.name.substr(2), false);
      for (const Option& option : verb.options)
        options.emplace(option.name, !option.value.empty());
    }
  }
  return options;
}

template <class Use>
void for_each_verb(Use use) {
  for (const Command& command : all_commands()) {
    for (const Verb& verb : command.verbs)
      use(command, verb);
  }
}

/// The words of the verb with as many operands as it needs.
Words words_of(const Verb& verb) {
  Words words;
  if (!verb.name.empty()) words.emplace_back(verb.name);
  words.insert(words.end(), verb.operands.least, "x");
  return words;
}

void add_option(Words& words, const std::string& name, bool takes_value) {
  words.push_back("--" + name);
  if (takes_value) words.emplace_back("1");
}

std::string refusal(const Command& command, const Words& words) {
  try {
    read_words(command, words);
  } catch (const UsageError& refused) {
    return refused.what();
  }
  return "";
}

/// The full names of the verbs that declare it, or are it.
std::set<std::string> takers(const std::string& option) {
  std::set<std::string> names;
  for_each_verb([&](const Command& command, const Verb& verb) {
    if (verb.name == "--" + option || find_option(verb, option) != nullptr) {
      names.insert(full_name(command, verb));
    }
  });
  return names;
}

bool is_global(const std::string& name) {
  for (const Option& option : global_options()) {
    if (option.name == name) return true;
  }
  return false;
}

TEST(CommandWords, EachVerbTakesEachOptionThatItDeclares) {
  for_each_verb([](const Command& command, const Verb& verb) {
    for (const Option& option : verb.options) {
      Words words = words_of(verb);
      add_option(words, std::string(option.name), !option.value.empty());
      const Invocation asked = read_words(command, words);
      EXPECT_EQ(asked.verb, &verb) << full_name(command, verb);
      EXPECT_TRUE(asked.arguments.has(option.name)) << full_name(command, verb) << option.name;
    }
  });
}

TEST(CommandWords, EachVerbRefusesEachOtherOptionOfTheProgramAndNamesWhoTakesIt) {
  int refused = 0;
  for_each_verb([&refused](const Command& command, const Verb& verb) {
    for (const auto& [name, takes_value] : all_options()) {
      const bool chooses = find_verb(command, "--" + name) != nullptr;  // it is another verb then
      const bool everywhere = name == "help" || name == "version";
      if (find_option(verb, name) != nullptr || chooses || everywhere) continue;
      Words words = words_of(verb);
      add_option(words, name, takes_value);
      const std::string said = refusal(command, words);
      EXPECT_NE(said.find("--" + name), std::string::npos) << full_name(command, verb) << said;
      EXPECT_NE(said.find("使い方: saihakko " + std::string(command.name)), std::string::npos);
      if (is_global(name)) {
        EXPECT_NE(said.find("全体のオプション"), std::string::npos) << said;
      }
      for (const std::string& taker : takers(name))
        EXPECT_NE(said.find(taker), std::string::npos) << said;
      ++refused;
    }
  });
  EXPECT_GT(refused, 400);
}

TEST(CommandWords, AnOptionOfOneNameTakesAValueWithEveryVerbOrWithNone) {
  const auto options = all_options();
  for_each_verb([&options](const Command& command, const Verb& verb) {
    for (const Option& option : verb.options) {
      EXPECT_EQ(options.at(std::string(option.name)), !option.value.empty())
          << full_name(command, verb);
    }
  });
}

TEST(CommandWords, EachVerbExplainsEachOfItsOptionsAndShowsAnExampleThatItTakes) {
  for_each_verb([](const Command& command, const Verb& verb) {
    const std::string name = full_name(command, verb);
    Words words = words_of(verb);
    words.emplace_back("--help");
    const std::string help = read_words(command, words).help.value();
    EXPECT_FALSE(verb.help.empty()) << name;
    EXPECT_NE(help.find(verb.help), std::string::npos) << name;
    EXPECT_NE(help.find(verb.example), std::string::npos) << name;
    for (const Option& option : verb.options) {
      EXPECT_FALSE(option.help.empty()) << name << option.name;
      EXPECT_NE(help.find(option.help), std::string::npos) << name << option.name;
    }
  });
}

/// The words of an example behind its command's name; what a shell would do with it is left out.
Words words_in(const std::string& example) {
  Words words;
  std::size_t start = 0;
  while (start < example.size()) {
    const std::size_t end = std::min(example.find(' ', start), example.size());
    words.push_back(example.substr(start, end - start));
    start = end + 1;
  }
  const auto shell = std::find(words.begin(), words.end(), "<");
  return {words.begin() + 2, shell};
}

TEST(CommandWords, EachExampleIsReadAsItsOwnVerb) {
  for_each_verb([](const Command& command, const Verb& verb) {
    EXPECT_EQ(verb.example.find(fmt::format("saihakko {}", command.name)), 0U) << verb.example;
    EXPECT_EQ(read_words(command, words_in(verb.example)).verb, &verb) << verb.example;
  });
}

TEST(CommandWords, HelpIsAskedForInEachForm) {
  for_each_verb([](const Command& command, const Verb& verb) {
    for (const char* asking : {"--help", "-h", "help"}) {
      Words words;
      if (!verb.name.empty()) words.emplace_back(verb.name);
      words.emplace_back(asking);
      const auto help = read_words(command, words).help;
      ASSERT_TRUE(help) << full_name(command, verb) << asking;
      EXPECT_NE(help->find(verb.example), std::string::npos) << full_name(command, verb) << asking;
    }
    if (verb.name.empty()) return;
    EXPECT_TRUE(read_words(command, {"help", std::string(verb.name)}).help);
  });
}

TEST(CommandWords, OptionsMayStandBeforeTheVerbAndBehindTheOperands) {
  const Command& letter = command_named("letter");
  for (const Words& words :
       {Words{"--state", "sealed", "list", "--json"}, Words{"list", "--json", "--state=sealed"},
        Words{"--json", "list", "--state", "sealed"}}) {
    const Invocation asked = read_words(letter, words);
    EXPECT_EQ(asked.verb->name, "list");
    EXPECT_EQ(asked.arguments.text("state"), "sealed");
    EXPECT_TRUE(asked.arguments.has("json"));
  }
}

TEST(CommandWords, BehindTwoDashesNothingIsAnOption) {
  const Invocation asked = read_words(command_named("why"), {"--", "--help"});
  EXPECT_FALSE(asked.help);
  EXPECT_EQ(asked.arguments.operand(), "--help");
}

TEST(CommandWords, WhatIsWrongIsSaidInJapaneseWithTheUsage) {
  const Command& letter = command_named("letter");
  const std::map<Words, std::string> refusals{
      {{},
       "letter の後に list、show、batches、mark、reprint、void、preview、test-batch "
       "のどれかを書いてください"},
      {{"shw"}, "letter に shw はありません。show ではありませんか"},
      {{"zzzz"},
       "letter に zzzz はありません。使えるのは "
       "list、show、batches、mark、reprint、void、preview、test-batch です"},
      {{"show"}, "letter show の後に 通知書番号|バッチ名 が要ります"},
      {{"show", "a", "b"}, "letter show の引数が多すぎます: b"},
      {{"list", "--state"}, "--state の後に値が要ります"},
      {{"list", "--json=1"}, "--json は値を取りません"},
      {{"list", "--state", "a", "--state", "b"}, "--state は1度だけ書けます"},
      {{"list", "-j"}, "知らないオプション -j です"},
      {{"list", "--jsn"}, "知らないオプション --jsn です。--json ではありませんか"},
      {{"show", "a", "--zzzz"},
       "知らないオプション --zzzz です。使えるのは --results、--postage、--json です"},
  };
  for (const auto& [words, said] : refusals) {
    const std::string refused = refusal(letter, words);
    EXPECT_EQ(refused.find(said), 0U) << refused;
    EXPECT_NE(refused.find("\n使い方: saihakko letter"), std::string::npos) << refused;
  }
  EXPECT_NE(refusal(command_named("portal"), {"--zzzz"}).find("portal にオプションはありません"),
            std::string::npos);
}

}  // namespace
}  // namespace saihakko

#include "jobs/commands/global_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace saihakko {
namespace {

bool takes_next(std::string_view word) {
  return std::ranges::any_of(global_options(), [word](const Option& option) {
    return !option.value.empty() && word == fmt::format("--{}", option.name);
  });
}

}  // namespace

const std::vector<Option>& global_options() {
  static const std::vector<Option> all{
      {"config", "FILE", "設定ファイル"},
      {"set", "キー=値", "設定を上書きする(何度でも)", OptionUse::repeatable},
      {"as-of", "日時", "この日時(RFC 3339)から時計を進める"},
      {"log-format", "text|json", "ログの形"},
      {"help", "", "説明(-h と、コマンドとしての help も)"},
      {"version", "", "版(-V も)"},
  };
  return all;
}

std::size_t command_position(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("-")) return i;
    if (takes_next(words[i])) ++i;
  }
  return words.size();
}

}  // namespace saihakko

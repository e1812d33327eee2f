#include "jobs/global_arguments.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/service/run/usage_error.hpp"
#include "jobs/commands/command.hpp"
#include "jobs/commands/global_options.hpp"
#include "jobs/commands/parse_options.hpp"
#include "jobs/ground/nearest_word.hpp"

namespace saihakko {
namespace {

constexpr const char* kDefaultConfiguration = "/etc/saihakko/saihakko.conf";

std::optional<std::filesystem::path> configuration_file(const CommandArguments& given) {
  if (given.has("config")) return given.text("config");
  const char* from_environment = std::getenv("SAIHAKKO_CONFIG");  // NOLINT(concurrency-mt-unsafe)
  if (from_environment != nullptr && *from_environment != '\0') return from_environment;
  if (std::filesystem::exists(kDefaultConfiguration)) return kDefaultConfiguration;
  return std::nullopt;
}

Clock clock_from(const CommandArguments& given) {
  if (!given.has("as-of")) return {};
  const std::string text = given.text("as-of");
  const auto instant = parse_rfc3339(text);
  if (!instant) {
    throw UsageError(fmt::format(
        "--as-of {}: RFC 3339 の日時ではありません(例: 2026-11-22T09:00:00+09:00)", text));
  }
  return Clock(*instant);
}

LogFormat log_format_from(const CommandArguments& given) {
  if (!given.has("log-format")) return LogFormat::text;
  const std::string text = given.text("log-format");
  if (text == "text") return LogFormat::text;
  if (text == "json") return LogFormat::json;
  throw UsageError(fmt::format("--log-format {}: text か json ではありません", text));
}

CommandArguments read(const std::vector<std::string>& words) {
  auto parsed = parse_options(global_options(), words);
  if (const auto* undeclared = std::get_if<UndeclaredOption>(&parsed)) {
    std::vector<std::string> known;
    for (const Option& option : global_options())
      known.push_back(fmt::format("--{}", option.name));
    throw UsageError(
        fmt::format("知らない全体のオプション {} です。{}\nコマンドのオプションは、コマンドの後に"
                    "書いてください(saihakko --help)",
                    undeclared->word, nearest_word_text(undeclared->word, known)));
  }
  return CommandArguments(global_options(), std::get<ParsedOptions>(std::move(parsed)));
}

}  // namespace

GlobalArguments read_global_arguments(const std::vector<std::string>& words) {
  const CommandArguments given = read(words);
  return {.source = {configuration_file(given), given.texts("set")},
          .log_format = log_format_from(given),
          .clock = clock_from(given)};
}

}  // namespace saihakko

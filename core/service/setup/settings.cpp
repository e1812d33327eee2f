#include "core/service/setup/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/service/setup/configuration_error.hpp"

namespace saihakko {

const UnionSettings& settings_of_union(const Settings& settings, const std::string& prefecture) {
  const auto own = settings.unions.find(prefecture);
  return own == settings.unions.end() ? settings.default_union : own->second;
}

bool any_asks_for_envelope(const Settings& settings) {
  return !settings.default_union.return_envelope.empty() ||
         std::ranges::any_of(settings.unions,
                             [](const auto& of) { return !of.second.return_envelope.empty(); });
}

std::filesystem::path find_template(const Settings& settings, const std::filesystem::path& file) {
  std::string searched;
  for (const std::filesystem::path& directory : settings.templates_dirs) {
    if (std::filesystem::exists(directory / file)) return directory / file;
    searched += fmt::format("{}{}", searched.empty() ? "" : ", ", directory.string());
  }
  throw ConfigurationError(
      fmt::format("テンプレート {} がありません(探した場所: {})。templates.dir を設定してください",
                  file.string(), searched));
}

}  // namespace saihakko

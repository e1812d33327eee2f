#include "core/service/settings.hpp"

#include <fmt/format.h>

#include "core/service/configuration_error.hpp"

namespace saihakko {

std::filesystem::path find_template(const Settings& settings, const std::filesystem::path& file) {
  std::string searched;
  for (const std::filesystem::path& directory : settings.templates_dirs) {
    if (std::filesystem::exists(directory / file)) return directory / file;
    searched += fmt::format("{}{}", searched.empty() ? "" : ", ", directory.string());
  }
  throw ConfigurationError(fmt::format(
      "テンプレート {} がありません(探した場所: {})。templates.dir を設定してください",
      file.string(), searched));
}

}  // namespace saihakko

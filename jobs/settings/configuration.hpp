#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Where the settings come from: the file that was named or found, and `--set key=value`, which
/// wins over it.
struct ConfigurationSource {
  std::optional<std::filesystem::path> file;
  std::vector<std::string> assignments;
};

/// Reads the INI file (`[section]`, `key = value`; `#` begins a comment only at the start of a
/// line; a BOM is passed over) and resolves all settings (contract, section 2). Throws
/// ConfigurationError naming file, line, and for an unknown key the nearest known one.
Settings load_settings(const ConfigurationSource& source);

/// The names of all settings; those of a union as `union.{of_union}.name`.
std::vector<std::string> setting_keys(std::string_view of_union);

}  // namespace saihakko

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// A copy is named saihakko-YYYYMMDD-HHMMSSmmm.db: names in order are copies in order.
constexpr std::string_view kCopyPrefix = "saihakko-";
constexpr std::string_view kCopySuffix = ".db";

/// The names of the copies in `backup.dir`, newest first; none where that is no directory.
std::vector<std::string> copy_names(const Settings& settings);

/// The file in which the sum of a copy stands, in the form that `sha256sum -c` reads.
std::filesystem::path sum_file_of(const std::filesystem::path& copy);

/// The sum that stands beside a copy, 64 hexadecimal digits; nullopt where there is no such file.
/// Throws FileError.
std::optional<std::string> sum_beside(const std::filesystem::path& copy);

/// The newest copy that is still what was verified when it was made: its sum holds. Reads whole
/// files; one that cannot be read is passed over.
std::optional<std::filesystem::path> newest_sound_copy(const Settings& settings);

}  // namespace saihakko

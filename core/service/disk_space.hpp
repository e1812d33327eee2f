#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/service/settings.hpp"

namespace saihakko {

/// The room on one file system.
struct DiskSpace {
  std::string_view place;      ///< what of ours lies there: state, inbox, letters, backup, sent_log
  std::filesystem::path path;  ///< of that
  std::uint64_t free_bytes = 0;  ///< for us, without what is kept for root
  std::uint64_t size_bytes = 0;
};

/// Each file system once, under the first of ours that lies on it. A directory that is not made yet
/// counts as the nearest one above it. Throws FileError.
std::vector<DiskSpace> disk_spaces(const Settings& settings);

/// `12.3 GB`.
std::string size_text(std::uint64_t bytes);

}  // namespace saihakko

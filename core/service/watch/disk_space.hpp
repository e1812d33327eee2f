#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The room on one file system.
struct DiskSpace {
  std::string_view place;      ///< what of ours lies there: state, inbox, letters, backup, sent_log
  std::filesystem::path path;  ///< of that
  std::uint64_t free_bytes = 0;  ///< for us, without what is kept for root
  std::uint64_t size_bytes = 0;
  std::uint64_t free_files = 0;  ///< that can still be made: a full disk, too, when there are none
  std::uint64_t most_files = 0;  ///< 0: the file system has no limit
};

/// Each file system once, under the first of ours that lies on it. A directory that is not made yet
/// counts as the nearest one above it. Throws FileError.
std::vector<DiskSpace> disk_spaces(const Settings& settings);

/// What is left where less than so many percent is, of bytes or else of files: `12.3 GB`,
/// `ファイル120個分`. Empty where there is enough of both.
std::string shortage_text(const DiskSpace& space, double percent);

/// `12.3 GB`.
std::string size_text(std::uint64_t bytes);

}  // namespace saihakko

#include "core/service/watch/disk_space.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <set>
#include <utility>

#include "core/files/durable_file.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

fs::path nearest_directory(fs::path path) {
  std::error_code error;
  while (!fs::is_directory(path, error)) {
    if (!path.has_parent_path() || path.parent_path() == path) return ".";
    path = path.parent_path();
  }
  return path;
}

bool below(std::uint64_t free, std::uint64_t all, double percent) {
  constexpr double kWhole = 100;
  return static_cast<double>(free) * kWhole < static_cast<double>(all) * percent;
}

}  // namespace

std::vector<DiskSpace> disk_spaces(const Settings& settings) {
  const std::array<std::pair<std::string_view, fs::path>, 5> places{{
      {"state", settings.state_dir},
      {"inbox", settings.inbox_dir},
      {"letters", settings.letters_dir},
      {"backup", settings.backup.dir},
      {"sent_log", settings.sent_mails_dir},
  }};
  std::vector<DiskSpace> spaces;
  std::set<dev_t> seen;
  for (const auto& [place, path] : places) {
    const fs::path directory = nearest_directory(path);
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) throw FileError("stat", directory, errno);
    if (!seen.insert(status.st_dev).second) continue;
    struct statvfs space {};
    if (::statvfs(directory.c_str(), &space) != 0) throw FileError("statvfs", directory, errno);
    spaces.push_back({place, path, std::uint64_t{space.f_bavail} * space.f_frsize,
                      std::uint64_t{space.f_blocks} * space.f_frsize, space.f_favail,
                      space.f_files});
  }
  return spaces;
}

std::string shortage_text(const DiskSpace& space, double percent) {
  if (below(space.free_bytes, space.size_bytes, percent)) return size_text(space.free_bytes);
  if (below(space.free_files, space.most_files, percent)) {
    return fmt::format("ファイル{}個分", space.free_files);
  }
  return {};
}

std::string size_text(std::uint64_t bytes) {
  constexpr double kGiga = 1e9;
  return fmt::format("{:.1f} GB", static_cast<double>(bytes) / kGiga);
}

}  // namespace saihakko

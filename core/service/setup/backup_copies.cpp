#include "core/service/setup/backup_copies.hpp"

#include <algorithm>
#include <system_error>

#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestSumFile = 4096;
constexpr std::size_t kSumDigits = 64;

bool is_sound(const fs::path& copy) {
  try {
    const auto sum = sum_beside(copy);
    return sum && file_sha256(copy) == *sum;
  } catch (const FileError&) {
    return false;
  }
}

}  // namespace

std::vector<std::string> copy_names(const Settings& settings) {
  std::vector<std::string> names;
  std::error_code failure;
  if (!fs::is_directory(settings.backup.dir, failure)) return names;
  for (const std::string& name : directory_names(settings.backup.dir)) {
    if (name.starts_with(kCopyPrefix) && name.ends_with(kCopySuffix)) names.push_back(name);
  }
  std::reverse(names.begin(), names.end());
  return names;
}

fs::path sum_file_of(const fs::path& copy) {
  return copy.string() + ".sha256";
}

std::optional<std::string> sum_beside(const fs::path& copy) {
  const fs::path file = sum_file_of(copy);
  if (!fs::exists(file)) return std::nullopt;
  return read_file(file, kLargestSumFile).substr(0, kSumDigits);
}

std::optional<fs::path> newest_sound_copy(const Settings& settings) {
  for (const std::string& name : copy_names(settings)) {
    const fs::path copy = settings.backup.dir / name;
    if (is_sound(copy)) return copy;
  }
  return std::nullopt;
}

}  // namespace saihakko

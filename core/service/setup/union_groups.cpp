#include "core/service/setup/union_groups.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <system_error>

#include "core/files/person_groups.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

std::optional<struct stat> status_of(const fs::path& directory) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) == 0) return status;
  if (errno == ENOENT) return std::nullopt;
  throw std::system_error(errno, std::generic_category(), directory.string());
}

}  // namespace

UnionGroups::UnionGroups(const fs::path& directory, std::int64_t uid) {
  const auto all = status_of(directory);
  if (!all || uid == 0 || uid == all->st_uid) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const auto own = status_of(entry.path());
    if (!own || !S_ISDIR(own->st_mode)) continue;
    // The service's own group stands for nobody: it is what a directory has by itself.
    if (own->st_gid == all->st_gid || own->st_gid == ::getegid()) continue;
    own_groups_.emplace(entry.path().filename().string(), own->st_gid);
  }
  if (own_groups_.empty()) return;
  group_of_all_ = all->st_gid;
  groups_of_person_ = groups_of(uid);
}

std::optional<std::string> UnionGroups::refusal(std::string_view prefecture) const {
  if (own_groups_.empty()) return std::nullopt;
  const auto own = own_groups_.find(prefecture);
  const gid_t needed = own == own_groups_.end() ? group_of_all_ : own->second;
  if (std::ranges::find(groups_of_person_, needed) != groups_of_person_.end()) return std::nullopt;
  return fmt::format(
      "連合会 {} のものです。グループ {} の人が置くか、置いた人をこのグループに加えてください",
      prefecture, group_name(needed));
}

}  // namespace saihakko

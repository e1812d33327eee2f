#include "core/service/keeping/retaken_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/inbox.hpp"
#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr const char* kErrors = ".errors.csv";
constexpr std::size_t kLongestName = 200;

struct Settled {
  fs::path path;
  std::string kind;
  timespec settled{};  ///< renaming a file sets its ctime
};

/// All that was settled from a day on, in the order in which it was.
std::vector<Settled> settled_since(const Settings& settings, const std::string& day) {
  std::vector<Settled> files;
  for (const char* outcome : {"done", "refused"}) {
    const fs::path top = settings.inbox_dir / outcome;
    for (const std::string& folder : directory_names(top)) {
      if (folder < day || !fs::is_directory(fs::symlink_status(top / folder))) continue;
      for (const std::string& kind : directory_names(top / folder)) {
        if (!fs::is_directory(fs::symlink_status(top / folder / kind))) continue;
        for (const std::string& name : directory_names(top / folder / kind)) {
          const fs::path path = top / folder / kind / name;
          struct stat status {};
          if (name.ends_with(kErrors) || ::lstat(path.c_str(), &status) != 0 ||
              !S_ISREG(status.st_mode)) {
            continue;
          }
          files.push_back({path, kind, status.st_ctim});
        }
      }
    }
  }
  std::sort(files.begin(), files.end(), [](const Settled& a, const Settled& b) {
    return std::tie(a.settled.tv_sec, a.settled.tv_nsec, a.path) <
           std::tie(b.settled.tv_sec, b.settled.tv_nsec, b.path);
  });
  return files;
}

bool wholly_taken(Database& database, const Settled& file) {
  const std::string sum = file_sha256(file.path);
  const std::string of_owner = fmt::format("{}:{}", sum, file_owner_uid(file.path));
  for (const std::string& name : {sum, of_owner}) {
    const auto known = find_inbox_file(database, file.kind, name);
    if (known && known->next_line == 0) return true;
  }
  return false;
}

/// `restored-0001-NAME` with the first number that is above those in use.
std::string next_name(const fs::path& folder, const std::string& name) {
  int last = 0;
  for (const std::string& other : directory_names(folder)) {
    if (other.starts_with("restored-")) last = std::max(last, std::atoi(other.c_str() + 9));
  }
  return name.size() > kLongestName ? fmt::format("restored-{:04}", last + 1)
                                    : fmt::format("restored-{:04}-{}", last + 1, name);
}

}  // namespace

std::vector<RetakenFile> put_files_back(Database& database, const Settings& settings,
                                        Instant known_until) {
  std::vector<RetakenFile> files;
  for (const Settled& file : settled_since(settings, compact_date(japan_date(known_until)))) {
    if (wholly_taken(database, file)) continue;
    const fs::path folder = settings.inbox_dir / file.kind;
    make_directories(folder, 0750);
    const std::string name = next_name(folder, file.path.filename().string());
    move_file(file.path, folder / name);
    files.push_back({file.kind, name});
  }
  return files;
}

}  // namespace saihakko

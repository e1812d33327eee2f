#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// Whose work a person may take part in by a file in the inbox. Where one installation serves
/// several unions, the directory of a union's worksheets (`review/13`) or letters (`letters/13`)
/// may belong to a group of its own; then who hands a file in must be in the group that sees what
/// it is about: the union's own one, or for all other unions that of the directory above. Where
/// no union has one, everybody who can write to the inbox may.
class UnionGroups {
 public:
  /// `directory` is the one above; it need not exist. Root and its owner, the service's user, may
  /// do everything. Throws std::system_error when files or groups cannot be looked up.
  UnionGroups(const std::filesystem::path& directory, std::int64_t uid);

  /// Why the person may not take part in this union's work, in Japanese with the remedy.
  std::optional<std::string> refusal(std::string_view prefecture) const;

 private:
  std::map<std::string, gid_t, std::less<>> own_groups_;  ///< empty: everybody may
  gid_t group_of_all_ = 0;
  std::vector<gid_t> groups_of_person_;
};

}  // namespace saihakko

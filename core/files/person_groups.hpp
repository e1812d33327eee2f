#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace saihakko {

/// The groups of a person as the system's user database has them now, the primary one first.
/// Empty for a uid that it does not know. Throws std::system_error when it cannot be asked.
std::vector<gid_t> groups_of(std::int64_t uid);

/// Whether the person is in the group and nobody else is: neither as a member nor with it as
/// primary group. False for a uid or a group that the user database does not know. A service that
/// does not list its users (sssd without `enumerate`) hides those of the second kind. Throws
/// std::system_error when it cannot be asked.
bool is_alone_in_group(std::int64_t uid, gid_t group);

/// Its name, or its number where it has none.
std::string group_name(gid_t group);

}  // namespace saihakko

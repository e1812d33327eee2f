#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace saihakko {

/// The groups of a person as the system's user database has them now, the primary one first.
/// Empty for a uid that it does not know. Throws std::system_error when it cannot be asked.
std::vector<gid_t> groups_of(std::int64_t uid);

/// Whether it is the person's primary group, which on Debian nobody else is in. False for a uid
/// that the user database does not know. Throws std::system_error when it cannot be asked.
bool is_primary_group(std::int64_t uid, gid_t group);

/// Its name, or its number where it has none.
std::string group_name(gid_t group);

}  // namespace saihakko

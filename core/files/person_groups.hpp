#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace saihakko {

/// The groups of a person as the system's user database has them now, the primary one included.
/// Empty for a uid that it does not know. Throws std::system_error when it cannot be asked.
std::vector<gid_t> groups_of(std::int64_t uid);

/// Its name, or its number where it has none.
std::string group_name(gid_t group);

}  // namespace saihakko

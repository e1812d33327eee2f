#pragma once

#include <filesystem>
#include <string>

namespace saihakko {

/// Whether the owner (owner_lock.hpp) of that name still lives, for one who claims nothing and may
/// only read the directory; where it may not even do that, the owner counts as alive. A look
/// disturbs no other look.
bool owner_lives(const std::filesystem::path& directory, const std::string& name);

}  // namespace saihakko

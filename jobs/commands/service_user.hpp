#pragma once

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Root becomes the user who owns the state directory, for good and with that user's groups, so
/// that a command typed as root leaves nothing there that the jobs cannot open. Whoever is not root
/// stays, and so does root where the directory is root's or missing. Throws std::system_error when
/// root may not (a container that forbids it).
void become_service_user(const Settings& settings);

}  // namespace saihakko

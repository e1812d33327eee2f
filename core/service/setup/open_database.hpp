#pragma once

#include <memory>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Opens the database; throws ConfigurationError where none exists or it needs a migration: both
/// are mended by `saihakko init`.
std::unique_ptr<Database> open_database(const Settings& settings);

}  // namespace saihakko

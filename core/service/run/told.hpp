#pragma once

#include <exception>
#include <string>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// What a person reads when a command failed; the log of a job has the rest.
std::string told(const std::exception& failure);

/// The same, and the way back where the installation's database is damaged.
std::string told(const std::exception& failure, const Settings& settings);

}  // namespace saihakko

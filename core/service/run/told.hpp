#pragma once

#include <exception>
#include <string>

namespace saihakko {

/// What a person reads when a command failed; the log of a job has the rest.
std::string told(const std::exception& failure);

}  // namespace saihakko

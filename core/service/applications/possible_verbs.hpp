#pragma once

#include <string>

#include "core/domain/application.hpp"

namespace saihakko {

/// What a person can do with an application in its state: for the end of a refusal, in Japanese,
/// with the commands that do it.
std::string possible_verbs(const Application& application);

}  // namespace saihakko

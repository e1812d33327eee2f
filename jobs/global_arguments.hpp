#pragma once

#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/run/log.hpp"
#include "jobs/settings/configuration.hpp"

namespace saihakko {

/// What stands before the command's name.
struct GlobalArguments {
  ConfigurationSource source;
  LogFormat log_format = LogFormat::text;
  Clock clock;
};

/// Reads it; what it leaves open comes from the environment. Throws UsageError.
GlobalArguments read_global_arguments(const std::vector<std::string>& words);

}  // namespace saihakko

#pragma once

#include <exception>
#include <string>

namespace saihakko {

/// What a person reads when a command failed, in Japanese where the database is at fault; the log
/// of a job has the rest.
std::string failure_text(const std::exception& failure);

/// Whether somebody else holds the database.
bool is_database_busy(const std::exception& failure);

}  // namespace saihakko

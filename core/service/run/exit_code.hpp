#pragma once

#include <exception>

namespace saihakko {

/// The exit codes of the program (sysexits; contract, section 2).
enum class ExitCode {
  done = 0,
  usage = 64,
  malformed = 65,    ///< some input items were set aside, the rest is done
  unreachable = 69,  ///< relay or database, work kept
  fault = 70,        ///< ours
  cannot_create = 73,
  cannot_write = 74,  ///< disk full
  locked = 75,        ///< another run of this job is at work
  configuration = 78,
};

/// The one that a run of several jobs exits with.
ExitCode gravest(ExitCode a, ExitCode b);

/// The code for a failure that ends a command or a job.
ExitCode exit_code_of(const std::exception& failure);

/// True for a failure of the world around (disk, database, memory, configuration), which the next
/// item would meet as well; false for one of a single item.
bool concerns_all_items(const std::exception& failure);

/// Whether somebody else holds the database.
bool is_database_busy(const std::exception& failure);

}  // namespace saihakko

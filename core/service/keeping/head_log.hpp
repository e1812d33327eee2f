#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A row of the audit and its hash, as they were written down beside the database.
struct LoggedHead {
  std::int64_t seq = 0;
  std::string hash;
};

/// Writes the head of the audit into `{state.dir}/audit-heads`, unless it stands there already:
/// each job does so at its end. The file keeps the newest few hundred. It tells of a tail that the
/// database has lost; whoever can write both can deceive it. Throws FileError.
void log_head(Database& database, const Settings& settings);

/// What was written down, oldest first; a line that cannot be read has seq 0. Throws FileError.
std::vector<LoggedHead> logged_heads(const Settings& settings);

/// Puts the file aside, where a copy takes the database's place that knows less than it.
void put_logged_heads_aside(const Settings& settings);

}  // namespace saihakko

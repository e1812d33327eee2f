#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Wrong passwords in a row for one user ID, of all strangers or of one client that is known: both
/// are named by keyed marks, the strangers by an empty one.
struct LoginFailures {
  int failures = 0;
  Instant locked_until;       ///< 0: not locked
  std::string office_number;  ///< whose user ID it is; empty for an unknown one
};

LoginFailures find_login_failures(Database& database, std::string_view user_mark,
                                  std::string_view client_mark);
void put_login_failures(Database& database, std::string_view user_mark,
                        std::string_view client_mark, const LoginFailures& failures, Instant now);

/// Forgets up to `limit` whose last is older than `before` and that are fewer than `most`.
std::int64_t sweep_login_failures(Database& database, Instant before, int most, std::int64_t limit);

/// The offices whose user IDs stand at so many wrong passwords in a row or more, at most `limit`.
std::vector<std::string> guessed_offices(Database& database, int failures, std::int64_t limit);

/// Forgets them all for the user IDs of an office; returns how many counts there were.
std::int64_t clear_login_failures_of_office(Database& database, std::string_view office_number);
/// Forgets them all for the user ID.
void clear_login_failures(Database& database, std::string_view user_mark);

}  // namespace saihakko

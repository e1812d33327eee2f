#pragma once

#include <cstdint>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Wrong passwords in a row of one (user ID, client), both as keyed marks.
struct LoginFailures {
  int failures = 0;
  Instant locked_until;  ///< 0: not locked
  Instant last;          ///< the last of them
};

LoginFailures find_login_failures(Database& database, std::string_view user_mark,
                                  std::string_view client_mark);
void put_login_failures(Database& database, std::string_view user_mark,
                        std::string_view client_mark, const LoginFailures& failures, Instant now);

/// Forgets up to `limit` whose last is older than `before` and that do not lock any more.
std::int64_t sweep_login_failures(Database& database, Instant before, Instant now,
                                  std::int64_t limit);

/// Forgets them for every client of the user ID.
void clear_login_failures(Database& database, std::string_view user_mark);

}  // namespace saihakko

#pragma once

#include <cstdint>

#include "core/domain/code_rules.hpp"
#include "core/domain/guess_rules.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Each sweeps up to `limit` of what is over at `now`, in a transaction of its own with one audit
/// row for codes and one a letter or form, and returns how many there were. Nothing depends on
/// whether a sweep has run: everything is judged at the moment it is used.

/// Codes past their life, and those that a clock which ran ahead has issued.
std::int64_t expire_code_chunk(Database& database, const Actor& actor, const CodeLimits& limits,
                               Instant now, std::int64_t limit);
/// Tickets past their time, or of a clock that ran ahead; a form that was left half done is
/// abandoned.
std::int64_t end_ticket_chunk(Database& database, const Actor& actor, const CodeLimits& limits,
                              Instant now, std::int64_t limit);
/// Temporary passwords past their validity: the letter and its application lapse.
std::int64_t lapse_letter_chunk(Database& database, const Actor& actor, Instant now,
                                std::int64_t limit);

/// Wrong passwords of long ago, but not those that shut somebody out, clients that are known no
/// more, and counts of the portal.
std::int64_t forget_failure_chunk(Database& database, const LoginSettings& settings, Instant now,
                                  std::int64_t limit);
std::int64_t forget_client_chunk(Database& database, const LoginSettings& settings, Instant now,
                                 std::int64_t limit);
std::int64_t forget_count_chunk(Database& database, Instant now, std::int64_t limit);

}  // namespace saihakko

#pragma once

#include <cstdint>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Each sweeps up to `limit` of what is over at `now`, in a transaction of its own with one audit
/// row for codes and one a letter or form, and returns how many there were. Nothing depends on
/// whether a sweep has run: everything is judged at the moment it is used.

/// Codes past their life.
std::int64_t expire_code_chunk(Database& database, const Actor& actor, Instant now,
                               std::int64_t limit);
/// Tickets past their time; a form that was left half done is abandoned.
std::int64_t end_ticket_chunk(Database& database, const Actor& actor, Instant now,
                              std::int64_t limit);
/// Temporary passwords past their validity: the letter and its application lapse.
std::int64_t lapse_letter_chunk(Database& database, const Actor& actor, Instant now,
                                std::int64_t limit);

/// Wrong passwords of more than a day ago: no lock lasts longer.
std::int64_t forget_failure_chunk(Database& database, const Actor& actor, Instant now,
                                  std::int64_t limit);

}  // namespace saihakko

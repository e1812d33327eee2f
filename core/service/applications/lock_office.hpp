#pragma once

#include <cstdint>

#include "core/domain/office_number.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What `office lock` put an end to.
struct OfficeLocked {
  bool changed = true;  ///< false: it was locked before
  int letters = 0;      ///< letters under way: voided, their applications withdrawn
  int approvals = 0;    ///< applications whose letter was to be made: in review again
};

/// Login information has leaked: ends the passwords, tickets and codes of all the office's
/// accounts, voids its letters and withdraws their applications, puts approved ones back into
/// review and abandons forms, all at once, inside the caller's transaction. Until unlock_office()
/// neither password nor reset opens it, and no application is approved (finding 閉鎖).
OfficeLocked lock_office(Database& database, std::int64_t uid, const OfficeNumber& number,
                         Instant now);

/// Lets the office in again. Only what it gets from now on opens it. False when it was not locked.
bool unlock_office(Database& database, std::int64_t uid, const OfficeNumber& number, Instant now);

/// Forgets the wrong passwords that close the office's logins; false when there were none.
bool forget_guesses(Database& database, std::int64_t uid, const OfficeNumber& number, Instant now);

}  // namespace saihakko

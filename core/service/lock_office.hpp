#pragma once

#include <cstdint>

#include "core/domain/office_number.hpp"
#include "core/store/audit_table.hpp"
#include "core/store/database.hpp"

namespace saihakko {

/// What `office lock` put an end to.
struct OfficeLocked {
  bool changed = true;  ///< false: it was locked before
  int letters = 0;      ///< temporary passwords
};

/// Login information has leaked: ends the passwords, tickets and codes of all the office's
/// accounts, voids its letters and withdraws their applications, all at once, inside the caller's
/// transaction. Until unlock_office() neither password nor reset opens it; a new application does
/// its way through review.
OfficeLocked lock_office(Database& database, std::int64_t uid, const OfficeNumber& number,
                         Instant now);

/// Lets the office in again, with what it gets from then on. False when it was not locked.
bool unlock_office(Database& database, std::int64_t uid, const OfficeNumber& number, Instant now);

}  // namespace saihakko
